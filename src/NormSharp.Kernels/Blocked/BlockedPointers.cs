namespace NormSharp.Kernels.Blocked;

/// <summary>Where a kernel's operands lie.</summary>
/// <param name="input">The first image.</param>
/// <param name="second">The second operand; null where there is none.</param>
/// <param name="output">The first result.</param>
internal readonly unsafe struct BlockedPointers(float* input, float* second, float* output)
{
    public readonly float* Input = input;

    public readonly float* Second = second;

    public readonly float* Output = output;
}
