using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Which dimensions are resized to what.</summary>
internal sealed record ResizePlan
{
    /// <summary>The dimensions, which may count from the end.</summary>
    public required IReadOnlyList<int> Axes { get; init; }

    /// <summary>Output by input for each of them; empty where extents are given.</summary>
    public IReadOnlyList<double> Scales { get; init; } = [];

    /// <summary>The output's extents; empty where scales are given.</summary>
    public IReadOnlyList<int> Extents { get; init; } = [];

    /// <summary>Whether extents keep the proportions.</summary>
    public ResizePolicy Policy { get; init; }

    /// <summary>Starts and then ends of the region, as parts of the input; empty for all of it.</summary>
    public IReadOnlyList<double> Region { get; init; } = [];

    /// <summary>How values are interpolated.</summary>
    public Interpolation Interpolation { get; init; } = new();

    /// <summary>The plan itself.</summary>
    /// <exception cref="ArgumentException">There are not as many numbers as dimensions, or a scale is not positive and finite.</exception>
    public ResizePlan Checked()
    {
        bool areCounted = Math.Max(Scales.Count, Extents.Count) == Axes.Count && Math.Min(Scales.Count, Extents.Count) == 0
            && (Region.Count == 0 || Region.Count == 2 * Axes.Count);
        return areCounted && Scales.All(scale => double.IsFinite(scale) && scale > 0) && Extents.All(extent => extent >= 0)
            && Region.All(double.IsFinite)
            ? this
            : throw new ArgumentException(
                $"a resize of {Axes.Count} dimensions has scales [{string.Join(", ", Scales)}], extents [{string.Join(", ", Extents)}] and "
                    + $"a region [{string.Join(", ", Region)}]: it needs scales or extents for each, and region starts and ends or none");
    }

    /// <summary>Output extent and scale of one of <see cref="Axes"/>.</summary>
    /// <exception cref="ArgumentException">There is no such dimension, nothing to interpolate, or the extent exceeds 2³¹ − 1.</exception>
    public (int Outputs, double Scale) Along(int i, Shape x)
    {
        int extent = x[x.Axis(Axes[i])];
        if (Extents.Count == 0)
        {
            (double start, double end) = RegionOf(i);
            double part = Interpolation.Coordinates == ResizeCoordinates.TfCropAndResize ? end - start : 1;

            // In float32, as the scales are: 10/3 times 3 is 10 there, and 9.999… in double.
            return (Whole(Math.Floor((float)part * (float)extent * (float)Scales[i]), x), Scales[i]);
        }

        if (extent == 0)
        {
            throw new ArgumentException($"an input of shape {x} has nothing to interpolate");
        }

        if (Policy == ResizePolicy.Stretch)
        {
            return (Extents[i], (double)Extents[i] / extent);
        }

        IEnumerable<double> scales = Enumerable.Range(0, Axes.Count).Select(k => (double)Extents[k] / x[x.Axis(Axes[k])]);
        double scale = Policy == ResizePolicy.NotLarger ? scales.Min() : scales.Max();
        return (Whole(Math.Floor((scale * extent) + 0.5), x), scale);
    }

    /// <summary>The map of one of <see cref="Axes"/>.</summary>
    /// <exception cref="ArgumentException">The plan does not fit the shape.</exception>
    public AxisMap Map(int i, Shape x)
    {
        (int outputs, double scale) = Along(i, x);
        int extent = x[x.Axis(Axes[i])];
        return extent > 0 || outputs == 0
            ? Interpolation.Map(extent, outputs, scale, RegionOf(i))
            : throw new ArgumentException($"an input of shape {x} has nothing to interpolate");
    }

    /// <summary>The shape of the output.</summary>
    /// <exception cref="ArgumentException">The plan does not fit the shape.</exception>
    public Shape OutputOf(Shape x)
    {
        Shape y = x;
        for (int i = 0; i < Axes.Count; i++)
        {
            y = y.With(x.Axis(Axes[i]), Along(i, x).Outputs);
        }

        return y;
    }

    private (double Start, double End) RegionOf(int i) => Region.Count == 0 ? (0, 1) : (Region[i], Region[Axes.Count + i]);

    private static int Whole(double extent, Shape x) => extent is >= 0 and <= int.MaxValue
        ? (int)extent
        : throw new ArgumentException($"a resize of {x} gives an extent of {extent}");
}
