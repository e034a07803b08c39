namespace NormSharp.Charts.Scales;

/// <summary>Where values of an axis lie on the page.</summary>
internal sealed class AxisMap
{
    private readonly Axis _axis;
    private readonly double _start;
    private readonly double _end;
    private readonly bool _hasZero;
    private readonly double _low;
    private readonly double _high;

    // A logarithm never reaches 0: it stands at the end of the axis, with a mark of its own, apart from the smallest other value.
    private const double RoomOfZero = 4;

    /// <summary>Lays an axis between two coordinates of the page, so that all values fit.</summary>
    public AxisMap(Axis axis, IEnumerable<double> values, double start, double end)
    {
        (_axis, _start, _end) = (axis, start, end);
        double[] all = [.. values.Where(CanShow)];
        double[] shown = IsLogarithmic ? [.. all.Where(value => value > 0)] : all;
        _hasZero = shown.Length < all.Length;
        double low = axis.Minimum ?? (shown.Length > 0 ? shown.Min() : IsLogarithmic ? 1 : 0);
        double high = axis.Maximum ?? (shown.Length > 0 ? shown.Max() : IsLogarithmic ? 10 : 1);
        if (!(high > low))
        {
            (low, high) = IsLogarithmic
                ? (low / 2, low * 2)
                : (low - Math.Max(Math.Abs(low) * 0.1, 0.5 / axis.Factor), low + Math.Max(Math.Abs(low) * 0.1, 0.5 / axis.Factor));
        }

        double margin = (Transform(high) - Transform(low)) * 0.04;
        _low = Transform(low) - (_hasZero ? RoomOfZero * margin : axis.Minimum is null ? margin : 0);
        _high = Transform(high) + (axis.Maximum is null ? margin : 0);
    }

    /// <summary>The marks along the axis with what is written at them.</summary>
    public IEnumerable<(double Position, string Text)> Ticks()
        => (IsLogarithmic
                ? AxisTicks.Logarithmic(_low + Math.Log10(_axis.Factor), _high + Math.Log10(_axis.Factor))
                : AxisTicks.Linear(_low * _axis.Factor, _high * _axis.Factor, _axis.IsWhole))
            .Select(tick => (At(tick.Value / _axis.Factor), tick.Text))
            .Where(tick => !_hasZero || Math.Abs(tick.Item1 - _start) > Math.Abs(_end - _start) * 0.06)
            .Concat(_hasZero ? [(_start, "0")] : []);

    /// <summary>The page's coordinate of a value, held inside the axis.</summary>
    public double At(double value)
    {
        double share = (Transform(value) - _low) / (_high - _low);
        return _start + (Math.Clamp(share, 0, 1) * (_end - _start));
    }

    /// <summary>Whether a value has a place on the axis; zero has, at the lower end of a logarithmic one.</summary>
    public bool CanShow(double value) => double.IsFinite(value) && (!IsLogarithmic || value >= 0);

    /// <summary>Whether a value lies between the ends of the axis, where these were given.</summary>
    public bool IsInside(double value) => CanShow(value) && Transform(value) >= _low - 1e-9 && Transform(value) <= _high + 1e-9;

    private bool IsLogarithmic => _axis.IsLogarithmic;

    private double Transform(double value) => IsLogarithmic ? Math.Log10(value) : value;
}
