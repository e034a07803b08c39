using NormSharp.Tensors;

namespace NormSharp.Inference;

/// <summary>One step of an <see cref="InferencePlan"/>.</summary>
/// <param name="Name">The layer's path.</param>
/// <param name="Operation">What is computed in one go, for example <c>Conv2d + residual + Relu</c>.</param>
/// <param name="Output">The output's shape for one sample.</param>
/// <param name="Offset">Where its output begins in the plan's memory, in bytes.</param>
/// <param name="Bytes">How much it takes there.</param>
public sealed record InferenceStep(string Name, string Operation, Shape Output, long Offset, long Bytes)
{
    /// <summary>The algorithm that a tuned plan takes; null where the plan is not tuned, or there is nothing to choose.</summary>
    public string? Algorithm { get; init; }

    /// <summary>Whether a tuned plan computes the step on the calling thread alone, although there are more.</summary>
    public bool IsOnOneThread { get; init; }
}
