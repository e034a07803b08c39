namespace NormSharp.Data;

/// <summary>
/// How much of each pixel a shape covers, exactly for polygons: every edge adds to the pixels of its rows the signed area to its
/// right, as differences along the row, and a running sum turns them into coverage.
/// </summary>
internal sealed class Coverage
{
    private const int Size = Canvas.Size;
    private const int Stride = Size + 2;
    private readonly float[] _differences = new float[Size * Stride];
    private readonly float[] _values = new float[Size * Size];
    private readonly List<(float X, float Y)> _points = new(128);
    private int _firstRow;
    private int _endRow;

    /// <summary>The first pixel of the first row that the shape may touch.</summary>
    public int First => _firstRow * Size;

    /// <summary>One past the last pixel of the last row that the shape may touch.</summary>
    public int End => _endRow * Size;

    /// <summary>Coverage of a pixel from <see cref="First"/> to <see cref="End"/>: 0 to 1.</summary>
    public float this[int pixel] => _values[pixel];

    /// <summary>Covers the inside of a closed polygon that does not cross itself.</summary>
    public void Fill(IReadOnlyList<(float X, float Y)> points, in Pose pose)
    {
        Place(points, pose, 0);
        Array.Clear(_differences, _firstRow * Stride, (_endRow - _firstRow) * Stride);
        (float X, float Y) from = _points[^1];
        foreach ((float X, float Y) to in _points)
        {
            AddEdge(from, to);
            from = to;
        }

        for (int row = _firstRow; row < _endRow; row++)
        {
            float sum = 0;
            for (int column = 0; column < Size; column++)
            {
                sum += _differences[(row * Stride) + column];
                _values[(row * Size) + column] = Math.Min(Math.Abs(sum), 1);
            }
        }
    }

    /// <summary>Covers a line of some width with round ends.</summary>
    public void Stroke(IReadOnlyList<(float X, float Y)> points, float width, in Pose pose)
    {
        Place(points, pose, (width / 2) + 1);
        Array.Clear(_values, First, End - First);
        for (int i = 1; i < _points.Count; i++)
        {
            AddSegment(_points[i - 1], _points[i], width / 2);
        }
    }

    /// <summary>Takes the points to the picture, and finds the rows that they and a margin around touch.</summary>
    private void Place(IReadOnlyList<(float X, float Y)> points, in Pose pose, float margin)
    {
        _points.Clear();
        float top = Size;
        float bottom = 0;
        foreach ((float x, float y) in points)
        {
            (float X, float Y) point = pose.Apply(x, y);
            _points.Add(point);
            top = Math.Min(top, point.Y);
            bottom = Math.Max(bottom, point.Y);
        }

        _firstRow = Math.Clamp((int)MathF.Floor(top - margin), 0, Size);
        _endRow = Math.Clamp((int)MathF.Ceiling(bottom + margin), _firstRow, Size);
    }

    private void AddSegment((float X, float Y) from, (float X, float Y) to, float radius)
    {
        float reach = radius + 1;
        int left = Math.Max(0, (int)MathF.Floor(Math.Min(from.X, to.X) - reach));
        int right = Math.Min(Size - 1, (int)MathF.Floor(Math.Max(from.X, to.X) + reach));
        int top = Math.Max(_firstRow, (int)MathF.Floor(Math.Min(from.Y, to.Y) - reach));
        int bottom = Math.Min(_endRow - 1, (int)MathF.Floor(Math.Max(from.Y, to.Y) + reach));
        float dx = to.X - from.X;
        float dy = to.Y - from.Y;
        float scale = 1 / Math.Max((dx * dx) + (dy * dy), 1e-6f);
        float most = Math.Min(1, 2 * radius);
        for (int row = top; row <= bottom; row++)
        {
            for (int column = left; column <= right; column++)
            {
                float px = column + 0.5f - from.X;
                float py = row + 0.5f - from.Y;
                float along = Math.Clamp(((px * dx) + (py * dy)) * scale, 0, 1);
                px -= along * dx;
                py -= along * dy;
                float squared = (px * px) + (py * py);
                if (squared < (radius + 0.5f) * (radius + 0.5f))
                {
                    ref float value = ref _values[(row * Size) + column];
                    value = Math.Max(value, Math.Min(radius + 0.5f - MathF.Sqrt(squared), most));
                }
            }
        }
    }

    private void AddEdge((float X, float Y) from, (float X, float Y) to)
    {
        float sign = 1;
        if (from.Y > to.Y)
        {
            (from, to, sign) = (to, from, -1);
        }

        if (from.Y >= Size || to.Y <= 0 || from.Y == to.Y)
        {
            return;
        }

        float slope = (to.X - from.X) / (to.Y - from.Y);
        int last = Math.Min(Size - 1, (int)MathF.Floor(to.Y));
        for (int row = Math.Max(0, (int)MathF.Floor(from.Y)); row <= last; row++)
        {
            float top = Math.Max(row, from.Y);
            float bottom = Math.Min(row + 1, to.Y);
            if (bottom > top)
            {
                float xTop = Math.Clamp(from.X + ((top - from.Y) * slope), 0, Size);
                float xBottom = Math.Clamp(from.X + ((bottom - from.Y) * slope), 0, Size);
                AddWithinRow(row * Stride, Math.Min(xTop, xBottom), Math.Max(xTop, xBottom), sign * (bottom - top));
            }
        }
    }

    /// <summary>Shares out one row's piece of an edge among the pixels between its ends.</summary>
    private void AddWithinRow(int offset, float left, float right, float height)
    {
        int first = (int)left;
        int last = (int)right;
        float perPixel = last > first ? height / (right - left) : 0;
        for (int column = first; column <= last; column++)
        {
            float from = Math.Max(left, column);
            float to = Math.Min(right, column + 1);
            float piece = last > first ? perPixel * (to - from) : height;
            float inside = ((from + to) / 2) - column;
            _differences[offset + column] += piece * (1 - inside);
            _differences[offset + column + 1] += piece * inside;
        }
    }
}
