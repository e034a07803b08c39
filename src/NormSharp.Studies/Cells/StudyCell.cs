namespace NormSharp.Studies.Cells;

/// <summary>One combination of a grid.</summary>
/// <param name="Coordinates">Where it stands; unique in its grid.</param>
/// <param name="Run">Trains or measures. It may depend on nothing but the coordinates and the context.</param>
internal sealed record StudyCell(IReadOnlyList<Coordinate> Coordinates, Func<CellContext, CellResult> Run)
{
    /// <summary>Makes a cell with one coordinate.</summary>
    public StudyCell(string axis, string value, Func<CellContext, CellResult> run)
        : this([new Coordinate(axis, value)], run)
    {
    }

    /// <summary>Whether the cell measures time, and therefore runs alone.</summary>
    public bool IsTimed { get; init; }

    /// <summary>The coordinates in one line.</summary>
    public string Key => string.Join(' ', Coordinates);
}
