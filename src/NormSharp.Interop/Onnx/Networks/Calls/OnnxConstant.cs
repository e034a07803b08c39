namespace NormSharp.Interop.Onnx.Networks.Calls;

/// <summary>Numbers that are known when the network is made, for both choices of the dimensions that are not fixed.</summary>
/// <param name="First">For the first choice.</param>
/// <param name="Second">For the second; the same object where it does not depend on them.</param>
internal sealed record OnnxConstant(NamedTensor First, NamedTensor Second)
{
    /// <summary>Numbers that depend on nothing.</summary>
    public OnnxConstant(NamedTensor value)
        : this(value, value)
    {
    }

    /// <summary>Whether both are equal.</summary>
    public bool IsFixed { get; } = ReferenceEquals(First, Second)
        || (First.Shape.SequenceEqual(Second.Shape) && First.ReadBytes().AsSpan().SequenceEqual(Second.ReadBytes()));
}
