namespace NormSharp.Profiling;

/// <summary>What a benchmark found.</summary>
/// <param name="Timing">The time of a repetition: forward and backward where there is both.</param>
/// <param name="Work">What a repetition has to do.</param>
/// <param name="Forward">The forward pass alone, and what it has to do; null where it was not measured apart.</param>
/// <param name="Images">Images of a repetition; 0 where there are none.</param>
public sealed record BenchmarkResult(Timing Timing, Work Work, (Timing Timing, Work Work)? Forward = null, int Images = 0);
