using NormSharp.Data;

namespace NormSharp.Training;

/// <summary>What was measured while a training ran.</summary>
/// <param name="Feed">Where its batches came from.</param>
/// <param name="Allocation">What its steps allocated.</param>
/// <param name="Clock">The time since the last part of the run that was counted.</param>
/// <param name="Found">What its watch found.</param>
internal sealed record LoopMeters(BatchFeed Feed, AllocationMeter Allocation, LapClock Clock, IReadOnlyList<Diagnostic> Found);
