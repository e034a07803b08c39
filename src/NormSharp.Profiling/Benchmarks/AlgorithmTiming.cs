namespace NormSharp.Profiling;

/// <summary>One algorithm of a kernel at some sizes.</summary>
/// <param name="Pass">What it computes, for example <c>input gradient</c>.</param>
/// <param name="Algorithm">Its name.</param>
/// <param name="IsChosen">Whether the plan takes it.</param>
/// <param name="Reason">Why it pays, does not pay, or cannot compute these sizes.</param>
/// <param name="ScratchBytes">Bytes of scratch memory that it needs.</param>
/// <param name="Timing">Its time; null where it cannot compute these sizes.</param>
internal sealed record AlgorithmTiming(string Pass, string Algorithm, bool IsChosen, string Reason, long ScratchBytes, Timing? Timing);
