namespace NormSharp.Studies.Cells;

/// <summary>A cell with one seed, and what it gave.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Result">The numbers.</param>
/// <param name="Seconds">How long it took when it was run.</param>
internal sealed record CellRun(StudyCell Cell, ulong Seed, CellResult Result, double Seconds);
