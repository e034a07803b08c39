namespace NormSharp.Backends;

/// <summary>One way to compute an operation at some sizes, as the plan of its family sees it.</summary>
/// <param name="Name">The name by which it is printed and forced.</param>
/// <param name="Accepts">Whether it can compute these sizes.</param>
/// <param name="IsChosen">Whether the plan takes it.</param>
/// <param name="Reason">Why it pays, does not pay, or cannot compute this.</param>
/// <param name="ScratchBytes">Bytes of scratch memory that it needs; 0 where it cannot compute this.</param>
internal sealed record KernelAlgorithm(string Name, bool Accepts, bool IsChosen, string Reason, long ScratchBytes);
