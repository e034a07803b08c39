using NormSharp.Kernels.Machine;
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
    /// Spatial values from which on vectors run along them: a vector of 512 bits, on every machine, so that sums are cut alike.
    /// </summary>
    private const int NarrowestPlane = 16;

    /// <param name="planes">The extent.</param>
    /// <param name="machine">Whose caches decide whether the batch is expected to be in memory.</param>
    public ChannelLayout(Planes planes, MachineDescription machine)
    {
        bool narrow = planes.Spatial < NarrowestPlane;
        IsBeyondCaches = (long)planes.Batch * planes.Channels * planes.Spatial * sizeof(float) >= machine.BeyondCaches;
        Rows = planes.Batch;
        Channels = planes.Channels;
        ColumnsPerChannel = narrow ? planes.Spatial : 1;
        Width = narrow ? 1 : planes.Spatial;
    }

    /// <summary>Whether a tensor of this extent is too large to be found in a cache again.</summary>
    public bool IsBeyondCaches { get; }

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
