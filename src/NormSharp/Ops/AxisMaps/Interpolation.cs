using NormSharp.Primitives;

namespace NormSharp.Ops;

/// <summary>How values are interpolated along a dimension, as ONNX's Resize defines it.</summary>
internal sealed record Interpolation
{
    /// <summary>Nearest, linear or cubic.</summary>
    public ResizeMode Mode { get; init; }

    /// <summary>Where outputs stand in the input.</summary>
    public ResizeCoordinates Coordinates { get; init; }

    /// <summary>What nearest means in the middle.</summary>
    public NearestRounding Rounding { get; init; }

    /// <summary>The coefficient a of the cubic.</summary>
    public double CubicCoefficient { get; init; } = -0.75;

    /// <summary>Whether places outside the input have no weight, instead of the edge's value.</summary>
    public bool ExcludesOutside { get; init; }

    /// <summary>Whether the filter is stretched when the output is smaller, so that every input has a weight.</summary>
    public bool Antialiases { get; init; }

    /// <summary>What stands outside, for <see cref="ResizeCoordinates.TfCropAndResize"/>.</summary>
    public double OutsideValue { get; init; }

    /// <summary>The map of one dimension.</summary>
    /// <param name="extent">Entries of the input, at least 1.</param>
    /// <param name="outputs">Entries of the output.</param>
    /// <param name="scale">Output by input, before the output was rounded.</param>
    /// <param name="region">Start and end as parts of the input, for <see cref="ResizeCoordinates.TfCropAndResize"/>.</param>
    public AxisMap Map(int extent, int outputs, double scale, (double Start, double End) region)
    {
        var rows = new AxisRow[outputs];
        for (int i = 0; i < outputs; i++)
        {
            double place = PlaceOf(i, extent, outputs, scale, region);
            rows[i] = Coordinates == ResizeCoordinates.TfCropAndResize && (place < 0 || place > extent - 1)
                ? new AxisRow([], OutsideValue)
                : new AxisRow(Terms(place, extent, scale));
        }

        return new AxisMap(extent, rows);
    }

    private double PlaceOf(int i, int extent, int outputs, double scale, (double Start, double End) region)
    {
        double whole = scale * extent;
        switch (Coordinates)
        {
            case ResizeCoordinates.AlignCorners:
                return whole == 1 || outputs == 1 ? 0 : i * (extent - 1) / (whole - 1);
            case ResizeCoordinates.Asymmetric:
                return i / scale;
            case ResizeCoordinates.TfHalfPixelForNn:
                return (i + 0.5) / scale;
            case ResizeCoordinates.PytorchHalfPixel:
                return outputs == 1 ? 0 : ((i + 0.5) / scale) - 0.5;
            case ResizeCoordinates.HalfPixelSymmetric:
                double center = extent / 2.0;
                return center - (center * (outputs / whole)) + ((i + 0.5) / scale) - 0.5;
            case ResizeCoordinates.TfCropAndResize:
                double length = (region.End - region.Start) * (extent - 1);
                return outputs == 1
                    ? 0.5 * (region.Start + region.End) * (extent - 1)
                    : (region.Start * (extent - 1)) + (i * length / (outputs - 1));
            default:
                return ((i + 0.5) / scale) - 0.5;
        }
    }

    private List<(int Source, double Weight)> Terms(double place, int extent, double scale)
    {
        // A whole place is the right neighbour of the one before it, so that the filter is the same as ONNX's.
        bool isWhole = place == Math.Floor(place);
        long left = (long)Math.Floor(place) - (isWhole ? 1 : 0);
        double ratio = isWhole ? 1 : place - left;
        if (Mode == ResizeMode.Nearest)
        {
            long nearest = isWhole || TakesRight(ratio) ? left + 1 : left;
            return [((int)Math.Clamp(nearest, 0, extent - 1), 1.0)];
        }

        double shrink = Antialiases ? Math.Min(scale, 1) : 1;
        int reach = Mode == ResizeMode.Linear ? 1 : 2;
        long first = (long)Math.Floor(-reach / shrink) + 1;
        var terms = new List<(int Source, double Weight)>();
        double sum = 0;
        for (long k = first; k < 2 - first; k++)
        {
            double weight = Filter((k - ratio) * shrink);
            long source = left + k;
            if (weight == 0 || (ExcludesOutside && (source < 0 || source >= extent)))
            {
                continue;
            }

            terms.Add(((int)Math.Clamp(source, 0, extent - 1), weight));
            sum += weight;
        }

        return Antialiases || ExcludesOutside ? terms.ConvertAll(term => (term.Source, term.Weight / sum)) : terms;
    }

    private bool TakesRight(double ratio) => Rounding switch
    {
        NearestRounding.PreferFloor => ratio > 0.5,
        NearestRounding.PreferCeil => ratio >= 0.5,
        NearestRounding.Floor => false,
        _ => true,
    };

    private double Filter(double x)
    {
        x = Math.Abs(x);
        if (Mode == ResizeMode.Linear)
        {
            return Math.Max(0, 1 - x);
        }

        double a = CubicCoefficient;
        return x <= 1 ? ((((a + 2) * x) - (a + 3)) * x * x) + 1
            : x < 2 ? ((((a * x) - (5 * a)) * x) + (8 * a)) * x - (4 * a)
            : 0;
    }
}
