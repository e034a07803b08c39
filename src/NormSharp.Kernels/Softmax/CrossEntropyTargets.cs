namespace NormSharp.Kernels.Softmax;

/// <summary>What rows of logits are compared with.</summary>
/// <param name="labels">A class for each row.</param>
/// <param name="classWeights">w, a number for each class, or none for 1.</param>
/// <param name="labelSmoothing">ε, the part of each target that is spread evenly over all classes.</param>
internal readonly ref struct CrossEntropyTargets(ReadOnlySpan<int> labels, ReadOnlySpan<float> classWeights, float labelSmoothing)
{
    /// <summary>A class for each row.</summary>
    public ReadOnlySpan<int> Labels { get; } = labels;

    /// <summary>w, a number for each class, or none for 1.</summary>
    public ReadOnlySpan<float> ClassWeights { get; } = classWeights;

    /// <summary>ε, the part of each target that is spread evenly over all classes.</summary>
    public float LabelSmoothing { get; } = labelSmoothing;
}
