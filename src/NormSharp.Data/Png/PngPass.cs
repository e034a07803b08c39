namespace NormSharp.Data;

/// <summary>
/// Which pixels of a picture a pass holds: every <paramref name="StepX"/>-th from column <paramref name="X"/> on, and so down.
/// </summary>
internal readonly record struct PngPass(int X, int Y, int StepX, int StepY)
{
    /// <summary>All pixels at once.</summary>
    public static readonly IReadOnlyList<PngPass> Whole = [new(0, 0, 1, 1)];

    /// <summary>The seven passes of an interlaced picture (ISO/IEC 15948 section 8.2).</summary>
    public static readonly IReadOnlyList<PngPass> Adam7 =
        [new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2)];

    /// <summary>Columns of the pass.</summary>
    public int WidthOf(int width) => (Math.Max(width - X, 0) + StepX - 1) / StepX;

    /// <summary>Rows of the pass.</summary>
    public int HeightOf(int height) => (Math.Max(height - Y, 0) + StepY - 1) / StepY;
}
