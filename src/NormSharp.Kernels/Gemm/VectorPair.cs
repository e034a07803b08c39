namespace NormSharp.Kernels.Gemm;

/// <summary>
/// The operand that is read as vectors: the first column of vectors at <c>Start</c>, the second at <c>Start + Second</c>.
/// </summary>
internal readonly unsafe struct VectorPair(float* start, nint second)
{
    public readonly float* Start = start;
    public readonly nint Second = second;
}
