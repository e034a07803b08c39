namespace NormSharp.Data;

/// <summary>Smooth random bumps: uniform numbers on a grid that repeats, and a smooth step between them.</summary>
internal sealed class NoiseField
{
    private const int Size = 16;
    private readonly float[] _grid = new float[Size * Size];

    public NoiseField(Dice dice)
    {
        for (int i = 0; i < _grid.Length; i += 4)
        {
            dice.Fill(_grid.AsSpan(i, 4));
        }
    }

    /// <summary>From −1 to 1; a unit of x or y is one step of the grid.</summary>
    public float At(float x, float y)
    {
        float left = MathF.Floor(x);
        float top = MathF.Floor(y);
        float u = Smooth(x - left);
        float v = Smooth(y - top);
        int column = (int)left;
        int row = (int)top;
        float above = Grid(column, row) + (u * (Grid(column + 1, row) - Grid(column, row)));
        float below = Grid(column, row + 1) + (u * (Grid(column + 1, row + 1) - Grid(column, row + 1)));
        return above + (v * (below - above));
    }

    private static float Smooth(float t) => t * t * (3 - (2 * t));

    private float Grid(int column, int row) => _grid[((row & (Size - 1)) * Size) + (column & (Size - 1))];
}
