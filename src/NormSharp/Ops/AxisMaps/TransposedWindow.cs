using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>
/// Where a transposed convolution of any rank writes: each entry of the input is spread over a window of the output. The gradient of the
/// convolution with the same windows does the same.
/// </summary>
/// <param name="Window">The windows over the output; its padding is taken away from the output.</param>
internal sealed record TransposedWindow(SpatialWindow Window)
{
    /// <summary>What the output gains at the end of each dimension; none where it is empty.</summary>
    public IReadOnlyList<int> OutputPadding { get; init; } = [];

    /// <summary>The output's extents, from which the padding then follows; empty where the padding is given.</summary>
    public IReadOnlyList<int> Extents { get; init; } = [];

    /// <summary>
    /// The windows along one dimension: <see cref="AxisWindow.Extent"/> is the output's, <see cref="AxisWindow.Outputs"/> the input's.
    /// </summary>
    /// <param name="d">Which, without batch and channels.</param>
    /// <param name="inputs">The extent of the input.</param>
    /// <exception cref="ArgumentException">The output is empty, or larger than a tensor can be.</exception>
    public AxisWindow Along(int d, int inputs)
    {
        (int kernel, int stride, int dilation) = (Window.Kernel[d], Window.Stride[d], Window.Dilation[d]);
        long gained = OutputPadding.Count == 0 ? 0 : OutputPadding[d];
        long whole = ((long)stride * (inputs - 1)) + gained + ((long)dilation * (kernel - 1)) + 1;
        (long before, long after) = (Window.Before[d], Window.After[d]);
        if (Extents.Count > 0 || Window.Auto != AutoPadding.Explicit)
        {
            long total = whole - (Extents.Count > 0 ? Extents[d] : (long)inputs * stride);
            before = total <= 0 ? 0 : Window.Auto == AutoPadding.SameUpper ? total / 2 : total - (total / 2);
            after = total - before;
        }

        long extent = whole - before - after;
        if (inputs < 1 || gained < 0 || extent < 1 || whole > SizeLimits.Numbers || extent > SizeLimits.Numbers)
        {
            throw new ArgumentException(
                $"a transposed convolution of {inputs} entries in dimension {d + 2} with padding {before} and {after} gives {extent}");
        }

        return new AxisWindow((int)extent, kernel, stride, dilation, (int)before, (int)after, inputs);
    }

    /// <summary>The shape of the output.</summary>
    /// <exception cref="ArgumentException">The input has another rank, or the output is empty.</exception>
    public Shape OutputOf(Shape x, int channels, string operation)
    {
        Window.CheckRank(x, operation);
        Span<int> extents = stackalloc int[x.Rank];
        (extents[0], extents[1]) = (x[0], channels);
        for (int d = 0; d < Window.Rank; d++)
        {
            extents[d + 2] = Along(d, x[d + 2]).Extent;
        }

        return Shape.Create(extents);
    }
}
