using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>
/// Windows over the dimensions of [N, C, d₁, …, dₖ] after the second, with their own numbers along each: what convolutions and poolings of
/// any rank walk by. The one place where such geometry is judged, in 64 bits and by <see cref="SizeLimits"/>.
/// </summary>
internal sealed record SpatialWindow
{
    private readonly int[] _kernel = [];

    /// <summary>Windows of a size, with stride and dilation 1 and no padding.</summary>
    /// <exception cref="ArgumentException">There is no dimension, or an extent is below 1.</exception>
    public SpatialWindow(IReadOnlyList<int> kernel)
    {
        Kernel = kernel;
        int[] ones = [.. kernel.Select(_ => 1)];
        int[] zeros = new int[kernel.Count];
        (Stride, Dilation, Before, After) = (ones, ones, zeros, zeros);
    }

    /// <summary>Entries of a window.</summary>
    public IReadOnlyList<int> Kernel
    {
        get => _kernel;
        init => _kernel = value.Count > 0
            ? Checked(nameof(Kernel), value, (1, SizeLimits.Step))
            : throw new ArgumentException("a window has no dimension");
    }

    /// <summary>From one window to the next.</summary>
    public IReadOnlyList<int> Stride
    {
        get;
        init => field = Checked(nameof(Stride), value, (1, SizeLimits.Step));
    }

    /// <summary>From one entry of a window to the next.</summary>
    public IReadOnlyList<int> Dilation
    {
        get;
        init => field = Checked(nameof(Dilation), value, (1, SizeLimits.Step));
    }

    /// <summary>Padding before the input, where <see cref="Auto"/> is <see cref="AutoPadding.Explicit"/>.</summary>
    public IReadOnlyList<int> Before
    {
        get;
        init => field = Checked("Padding", value, (0, SizeLimits.Extent));
    }

    /// <summary>Padding after the input, where <see cref="Auto"/> is <see cref="AutoPadding.Explicit"/>.</summary>
    public IReadOnlyList<int> After
    {
        get;
        init => field = Checked("Padding", value, (0, SizeLimits.Extent));
    }

    /// <summary>Where the padding comes from.</summary>
    public AutoPadding Auto { get; init; }

    /// <summary>Whether a last window that ends outside the padded input counts; it has to begin in the input or before it.</summary>
    public bool Ceil { get; init; }

    /// <summary>How many dimensions the windows have.</summary>
    public int Rank => _kernel.Length;

    /// <summary>Whether something may be padded.</summary>
    public bool Pads => Auto != AutoPadding.Explicit || Before.Any(padding => padding != 0) || After.Any(padding => padding != 0);

    /// <summary>Throws unless a shape is [N, C, d₁, …, dₖ].</summary>
    /// <exception cref="ArgumentException">It has another rank.</exception>
    public void CheckRank(Shape x, string operation)
    {
        if (x.Rank != Rank + 2)
        {
            throw new ArgumentException($"{operation} with windows of {Rank} dimensions takes [N, C, …] of {Rank + 2}; it has shape {x}");
        }
    }

    /// <summary>The windows along one dimension.</summary>
    /// <param name="d">Which, without batch and channels.</param>
    /// <param name="extent">Its extent.</param>
    /// <exception cref="ArgumentException">There is no window, or the padded extent is larger than a tensor can be.</exception>
    public AxisWindow Along(int d, int extent)
    {
        (int kernel, int stride, int dilation) = (Kernel[d], Stride[d], Dilation[d]);
        long reach = ((long)dilation * (kernel - 1)) + 1;
        (long before, long after) = (Before[d], After[d]);
        if (Auto != AutoPadding.Explicit && extent > 0)
        {
            int total = SamePadding.Total(extent, kernel, stride, dilation);
            (before, after) = Auto == AutoPadding.SameUpper ? (total / 2, total - (total / 2)) : (total - (total / 2), total / 2);
        }

        long last = extent + before + after - reach;
        if (extent < 1 || last < 0 || extent + before + after > SizeLimits.Numbers)
        {
            throw new ArgumentException(
                $"dimension {d + 2} of extent {extent} with padding {before} and {after} holds no window of {reach}");
        }

        long outputs = (Ceil ? (last + stride - 1) / stride : last / stride) + 1;
        if (Ceil && (outputs - 1) * stride >= extent + before)
        {
            outputs--;
        }

        return new AxisWindow(extent, kernel, stride, dilation, (int)before, (int)after, (int)outputs);
    }

    /// <summary>The shape of what there is one of for each window and channel.</summary>
    /// <exception cref="ArgumentException">The windows do not fit the shape.</exception>
    public Shape OutputOf(Shape x, string operation)
    {
        CheckRank(x, operation);
        Span<int> extents = stackalloc int[x.Rank];
        x.AsSpan().CopyTo(extents);
        for (int d = 0; d < Rank; d++)
        {
            extents[d + 2] = Along(d, x[d + 2]).Outputs;
        }

        return Shape.Create(extents);
    }

    private int[] Checked(string name, IReadOnlyList<int> values, (int Least, int Most) range)
        => (Rank == 0 || values.Count == Rank) && values.All(value => value >= range.Least && value <= range.Most)
        ? [.. values]
        : throw new ArgumentException(
            $"{name.ToLowerInvariant()} is [{string.Join(", ", values.Take(8))}]; a window of {Math.Max(Rank, values.Count)} dimensions "
                + $"needs as many numbers from {range.Least} to {range.Most}");
}
