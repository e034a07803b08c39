using NormSharp.Primitives;

namespace NormSharp.Kernels.Sampling;

/// <summary>
/// The entries along one dimension that a place is interpolated from: at most four, their weights, and how the weights change with the
/// place. In double, for kernels and composed bodies alike.
/// </summary>
internal ref struct AxisTaps
{
    private const double Coefficient = -0.75;

    private readonly SamplingBorder _border;
    private readonly int _extent;
    private readonly double _start;
    private readonly double _end;

    /// <summary>Finds the taps.</summary>
    /// <param name="g">How planes are sampled.</param>
    /// <param name="extent">The dimension's extent.</param>
    /// <param name="place">Where, in entries.</param>
    public AxisTaps(in SamplingGeometry g, int extent, double place)
    {
        (_border, _extent) = (g.Border, extent);
        (_start, _end) = g.EndsAtCenters ? (0, extent - 1) : (-0.5, extent - 0.5);
        double slope = 1;
        place = g.Mode == SamplingMode.Nearest ? Math.Round(place, MidpointRounding.ToEven) : place;
        if (double.IsNaN(place) || place < _start || place > _end)
        {
            (place, slope) = Returned(place);
        }

        double floor = Math.Clamp(Math.Floor(place), -4.0, extent + 4.0);
        double ratio = Math.Clamp(place - floor, 0, 1);
        int first = (int)floor;
        switch (g.Mode)
        {
            case SamplingMode.Nearest:
                Add(place < -4 || place > extent + 4 ? -9 : (int)place, 1, 0);
                break;
            case SamplingMode.Linear:
                bool isFar = place <= -1 || place >= extent;
                Add(first, isFar ? 0 : 1 - ratio, isFar ? 0 : -slope);
                Add(first + 1, isFar ? 0 : ratio, isFar ? 0 : slope);
                break;
            default:
                bool isBeyond = place <= -2 || place >= extent + 1;
                for (int k = -1; k <= 2; k++)
                {
                    (double weight, double change) = Cubic(k - ratio);
                    Add(first + k, isBeyond ? 0 : weight, isBeyond ? 0 : -change * slope);
                }

                break;
        }
    }

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>The entries; −1 where there is none, which counts as zero.</summary>
    public FourOf<int> Sources;

    /// <summary>Their weights.</summary>
    public FourOf<double> Weights;

    /// <summary>The derivatives of the weights by the place.</summary>
    public FourOf<double> Changes;

    private static (double Weight, double Change) Cubic(double x)
    {
        (double a, double sign) = (Coefficient, Math.Sign(x));
        x = Math.Abs(x);
        return x <= 1
            ? (((((a + 2) * x) - (a + 3)) * x * x) + 1, sign * ((3 * (a + 2) * x) - (2 * (a + 3))) * x)
            : ((((((a * x) - (5 * a)) * x) + (8 * a)) * x) - (4 * a), sign * ((((3 * a * x) - (10 * a)) * x) + (8 * a)));
    }

    /// <summary>A place outside, as the border has it, and how fast it moves there.</summary>
    private readonly (double Place, double Slope) Returned(double place)
    {
        if (double.IsNaN(place))
        {
            return (-9, 0);
        }

        switch (_border)
        {
            case SamplingBorder.Zeros:
                return (place, 1);
            case SamplingBorder.Edge:
                return (Math.Clamp(place, 0, _extent - 1), 0);
            default:
                double length = _end - _start;
                if (length <= 0 || double.IsInfinity(place))
                {
                    return (_start, 0);
                }

                double distance = place < _start ? _start - place : place - _end;
                double turns = Math.Floor(distance / length);
                double rest = distance - (turns * length);
                bool fromStart = place < _start == (turns % 2 == 0);
                return fromStart ? (_start + rest, place < _start ? -1 : 1) : (_end - rest, place < _start ? 1 : -1);
        }
    }

    private void Add(int source, double weight, double change)
    {
        if ((uint)source >= (uint)_extent)
        {
            source = _border switch
            {
                SamplingBorder.Zeros => -1,
                SamplingBorder.Edge => Math.Clamp(source, 0, _extent - 1),
                _ => Math.Clamp((int)Returned(source).Place, 0, _extent - 1),
            };
        }

        (Sources[Count], Weights[Count], Changes[Count]) = (source, weight, change);
        Count++;
    }
}
