namespace NormSharp.Kernels.Elementwise;

/// <summary>An operand that is read as a tensor of the result's shape.</summary>
/// <param name="values">The operand, from its first number on.</param>
/// <param name="strides">Its stride along each dimension, in numbers; 0 repeats it.</param>
internal readonly ref struct BroadcastOperand(ReadOnlySpan<float> values, ReadOnlySpan<int> strides)
{
    /// <summary>The operand, from its first number on.</summary>
    public ReadOnlySpan<float> Values { get; } = values;

    /// <summary>Its stride along each dimension.</summary>
    public ReadOnlySpan<int> Strides { get; } = strides;
}
