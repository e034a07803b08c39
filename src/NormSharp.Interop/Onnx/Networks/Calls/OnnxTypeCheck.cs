namespace NormSharp.Interop.Onnx.Networks.Calls;

/// <summary>Which types of values a network can hold.</summary>
internal static class OnnxTypeCheck
{
    /// <exception cref="OnnxUnsupportedException">The elements are no real numbers of eight bits or more.</exception>
    public static void ThrowUnlessNumbers(ElementType type, string what)
    {
        if (type is ElementType.Opaque or ElementType.Complex64 or ElementType.Complex128)
        {
            throw new OnnxUnsupportedException(
                OnnxObstacle.Text, $"{what} is no tensor of real numbers, but a text, a sequence or the like, which is not supported");
        }

        if (type == ElementType.Float8)
        {
            throw new OnnxUnsupportedException(OnnxObstacle.NarrowNumbers, $"{what} is of a float8 type, which is not supported");
        }
    }
}
