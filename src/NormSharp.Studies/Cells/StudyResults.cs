namespace NormSharp.Studies.Cells;

/// <summary>Every number of a study.</summary>
/// <param name="Plan">Scale and seeds.</param>
/// <param name="Size">How long the trainings were.</param>
/// <param name="Runs">Every cell with every seed, in the order of the grid.</param>
internal sealed record StudyResults(StudyPlan Plan, StudySize Size, IReadOnlyList<CellRun> Runs)
{
    /// <summary>The seeds that every cell was run with.</summary>
    public IReadOnlyList<ulong> Seeds => [.. Runs.Select(run => run.Seed).Distinct()];

    /// <summary>
    /// The runs of the one cell at the coordinates given; coordinates that are not given may be anything, but must lead to one cell.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such cell, or more than one.</exception>
    public CellGroup At(params ReadOnlySpan<(string Name, string Value)> coordinates)
    {
        var wanted = new Dictionary<string, string>();
        foreach ((string name, string value) in coordinates)
        {
            wanted.Add(name, value);
        }

        CellRun[] found = [.. Runs.Where(run => wanted.All(pair => run.Cell.Coordinates.Contains(new Coordinate(pair.Key, pair.Value))))];
        int cells = found.Select(run => run.Cell.Key).Distinct().Count();
        return cells == 1
            ? new CellGroup(found)
            : throw new ArgumentException(
                $"{string.Join(' ', wanted.Select(pair => $"{pair.Key}={pair.Value}"))} leads to {cells} cells; expected one");
    }

    /// <summary>Every value of an axis, in the order of the grid.</summary>
    public IReadOnlyList<string> Axis(string name)
        => [.. Runs.SelectMany(run => run.Cell.Coordinates).Where(coordinate => coordinate.Name == name)
            .Select(coordinate => coordinate.Value).Distinct()];
}
