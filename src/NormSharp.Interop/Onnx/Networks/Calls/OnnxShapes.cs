using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Calls;

/// <summary>
/// The shape of a value for two choices of the dimensions that are not fixed, such as the batch. What is equal in both does not depend on
/// them.
/// </summary>
/// <param name="First">The shape for the first choice; the only one where everything is fixed.</param>
/// <param name="Second">The shape for the second choice.</param>
internal readonly record struct OnnxShapes(Shape First, Shape Second)
{
    /// <summary>A shape that depends on nothing.</summary>
    public OnnxShapes(Shape shape)
        : this(shape, shape)
    {
    }

    /// <summary>Whether it is the same for both choices.</summary>
    public bool IsFixed => First == Second;

    public override string ToString() => IsFixed
        ? First.ToString()
        : $"[{string.Join(", ", First.Zip(Second).Select(pair => pair.First == pair.Second ? $"{pair.First}" : "?"))}]";
}
