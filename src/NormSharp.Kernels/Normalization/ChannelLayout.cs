using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>
/// How kernels walk over <see cref="Planes"/>: as rows of columns, where a column's values in one row are contiguous.
/// </summary>
/// <remarks>
/// Wide planes stay planes: a column is a channel, and vectors run along its spatial values. Planes narrower than a vector become as many
/// columns as they have values, each of width 1, and vectors run across the columns; a channel is then several adjacent columns.
/// </remarks>
internal readonly struct ChannelLayout
{
    /// <summary>
    /// 16 MB: what a last-level cache does not keep. Results from here on are stored past the caches, which saves reading their old content: measured on 51 MB, it takes a quarter off the forward pass and a third off
    /// the backward.
    /// </summary>
    public const long FarLength = 1 << 22;

    private const int WidestVector = 16;

    public ChannelLayout(Planes planes)
    {
        bool narrow = planes.Spatial < WidestVector;
        Rows = planes.Batch;
        Channels = planes.Channels;
        ColumnsPerChannel = narrow ? planes.Spatial : 1;
        Width = narrow ? 1 : planes.Spatial;
    }

    /// <summary>Rows: the batch.</summary>
    public int Rows { get; }

    /// <summary>Channels.</summary>
    public int Channels { get; }

    /// <summary>Adjacent columns that belong to one channel.</summary>
    public int ColumnsPerChannel { get; }

    /// <summary>Contiguous values of a column in one row.</summary>
    public int Width { get; }

    /// <summary>Columns of a row.</summary>
    public int Columns => Channels * ColumnsPerChannel;

    /// <summary>Values of a row.</summary>
    public int RowLength => Columns * Width;

    /// <summary>Whether vectors run across columns.</summary>
    public bool AcrossColumns => Width == 1;
}
