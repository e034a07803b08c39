namespace NormSharp.Kernels.Convolution.TapRows;

/// <summary>The terms of one row of the input's gradient.</summary>
/// <param name="gradient">The first column of the first filter's outputs in the row that the first row of taps meets.</param>
/// <param name="gradientRow">Floats from a row of outputs to the next; the next row of taps meets the one before.</param>
/// <param name="plane">Floats from one filter's outputs to the next's.</param>
/// <param name="columns">Columns of outputs.</param>
/// <param name="rows">Rows of taps.</param>
/// <param name="filters">How many filters.</param>
/// <param name="channels">How many channels.</param>
/// <param name="taps">Numbers of a row of taps: columns times channels.</param>
/// <param name="weight">The first row of taps: [tap row, filter, (tap column, channel)], whole vectors.</param>
internal readonly unsafe struct TapRowTerms(
    float* gradient, nint gradientRow, nint plane, int columns, int rows, int filters, int channels, int taps, float* weight)
{
    public readonly float* Gradient = gradient;
    public readonly nint GradientRow = gradientRow;
    public readonly nint Plane = plane;
    public readonly int Columns = columns;
    public readonly int Rows = rows;
    public readonly int Filters = filters;
    public readonly int Channels = channels;
    public readonly int Taps = taps;
    public readonly float* Weight = weight;
}
