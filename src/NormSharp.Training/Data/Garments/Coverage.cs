namespace NormSharp.Training.Data.Garments;

/// <summary>
/// How much of each pixel a shape covers, exactly for polygons: every edge adds to the pixels of its rows the signed area to its
/// right, as differences along the row, and a running sum turns them into coverage.
/// </summary>
internal sealed class Coverage
{
    private const int Size = Canvas.Size;
    private const int Stride = Size + 2;
    private readonly float[] _differences = new float[Size * Stride];

    /// <summary>Coverage of each pixel, 0 to 1, row after row.</summary>
    public float[] Values { get; } = new float[Size * Size];

    /// <summary>Covers the inside of a closed polygon that does not cross itself.</summary>
    public void Fill(IReadOnlyList<(float X, float Y)> points, in Pose pose)
    {
        Array.Clear(_differences);
        (float X, float Y) from = pose.Apply(points[^1].X, points[^1].Y);
        foreach ((float x, float y) in points)
        {
            (float X, float Y) to = pose.Apply(x, y);
            AddEdge(from, to);
            from = to;
        }

        for (int row = 0; row < Size; row++)
        {
            float sum = 0;
            for (int column = 0; column < Size; column++)
            {
                sum += _differences[(row * Stride) + column];
                Values[(row * Size) + column] = Math.Min(Math.Abs(sum), 1);
            }
        }
    }

    /// <summary>Covers a line of some width with round ends.</summary>
    public void Stroke(IReadOnlyList<(float X, float Y)> points, float width, in Pose pose)
    {
        Array.Clear(Values);
        (float X, float Y) from = pose.Apply(points[0].X, points[0].Y);
        for (int i = 1; i < points.Count; i++)
        {
            (float X, float Y) to = pose.Apply(points[i].X, points[i].Y);
            AddSegment(from, to, width / 2);
            from = to;
        }
    }

    private void AddSegment((float X, float Y) from, (float X, float Y) to, float radius)
    {
        float reach = radius + 1;
        int left = Math.Max(0, (int)MathF.Floor(Math.Min(from.X, to.X) - reach));
        int right = Math.Min(Size - 1, (int)MathF.Floor(Math.Max(from.X, to.X) + reach));
        int top = Math.Max(0, (int)MathF.Floor(Math.Min(from.Y, to.Y) - reach));
        int bottom = Math.Min(Size - 1, (int)MathF.Floor(Math.Max(from.Y, to.Y) + reach));
        float dx = to.X - from.X;
        float dy = to.Y - from.Y;
        float scale = 1 / Math.Max((dx * dx) + (dy * dy), 1e-6f);
        for (int row = top; row <= bottom; row++)
        {
            for (int column = left; column <= right; column++)
            {
                float px = column + 0.5f - from.X;
                float py = row + 0.5f - from.Y;
                float along = Math.Clamp(((px * dx) + (py * dy)) * scale, 0, 1);
                px -= along * dx;
                py -= along * dy;
                float covered = Math.Clamp(radius + 0.5f - MathF.Sqrt((px * px) + (py * py)), 0, Math.Min(1, 2 * radius));
                ref float value = ref Values[(row * Size) + column];
                value = Math.Max(value, covered);
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
