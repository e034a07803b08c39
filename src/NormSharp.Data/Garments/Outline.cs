namespace NormSharp.Data;

/// <summary>A line of points in design coordinates, drawn with straight and curved strokes: a pattern piece.</summary>
internal sealed class Outline
{
    private const int CurveSteps = 6;
    private readonly List<(float X, float Y)> _points = new(128);

    public IReadOnlyList<(float X, float Y)> Points => _points;

    /// <summary>Forgets all points and begins anew.</summary>
    public Outline Start(float x, float y)
    {
        _points.Clear();
        _points.Add((x, y));
        return this;
    }

    /// <summary>A straight line to a point.</summary>
    public Outline Line(float x, float y)
    {
        _points.Add((x, y));
        return this;
    }

    /// <summary>A quadratic Bézier curve to (x, y), drawn towards (cx, cy) on its way.</summary>
    public Outline Curve(float cx, float cy, float x, float y)
    {
        (float x0, float y0) = _points[^1];
        for (int i = 1; i <= CurveSteps; i++)
        {
            float t = i / (float)CurveSteps;
            float s = 1 - t;
            _points.Add(((s * s * x0) + (2 * s * t * cx) + (t * t * x), (s * s * y0) + (2 * s * t * cy) + (t * t * y)));
        }

        return this;
    }

    /// <summary>Adds the mirror image about x = 0, backwards, so that half an item becomes a whole one.</summary>
    public Outline Mirror()
    {
        for (int i = _points.Count - 1; i >= 0; i--)
        {
            _points.Add((-_points[i].X, _points[i].Y));
        }

        return this;
    }

    /// <summary>An ellipse.</summary>
    public Outline Ellipse(float x, float y, float radiusX, float radiusY)
    {
        // Eight quadratic curves, each through 45°: the control points lie on the octagon around.
        const float Cos45 = 0.70710677f;
        const float Tan22 = 0.41421357f;
        ReadOnlySpan<(float X, float Y)> corners =
            [(1, 0), (Cos45, Cos45), (0, 1), (-Cos45, Cos45), (-1, 0), (-Cos45, -Cos45), (0, -1), (Cos45, -Cos45)];
        Start(x + radiusX, y);
        for (int i = 0; i < corners.Length; i++)
        {
            (float fromX, float fromY) = corners[i];
            (float toX, float toY) = corners[(i + 1) % corners.Length];
            (float controlX, float controlY) = (fromX - (fromY * Tan22), fromY + (fromX * Tan22));
            Curve(x + (radiusX * controlX), y + (radiusY * controlY), x + (radiusX * toX), y + (radiusY * toY));
        }

        return this;
    }

    /// <summary>An upright rectangle.</summary>
    public Outline Box(float left, float top, float right, float bottom) =>
        Start(left, top).Line(right, top).Line(right, bottom).Line(left, bottom);
}
