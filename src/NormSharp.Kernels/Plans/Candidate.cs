namespace NormSharp.Kernels.Plans;

/// <summary>What a table says of one of its algorithms and one problem.</summary>
/// <param name="Name">The algorithm.</param>
/// <param name="Verdict">Whether it can compute the problem, whether it pays, and why.</param>
/// <param name="IsChosen">Whether the table takes it.</param>
internal readonly record struct Candidate(string Name, Verdict Verdict, bool IsChosen);
