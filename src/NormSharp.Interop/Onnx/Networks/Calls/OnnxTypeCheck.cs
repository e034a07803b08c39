namespace NormSharp.Interop.Onnx.Networks.Calls;

/// <summary>Which types of values a network can hold.</summary>
internal static class OnnxTypeCheck
{
    /// <exception cref="OnnxUnsupportedException">The elements are no real numbers of eight bits or more.</exception>
    public static void ThrowUnlessNumbers(ElementType type, string what)
    {
        if (type == ElementType.NoTensor)
        {
            throw new OnnxUnsupportedException(
                OnnxObstacle.Sequence, $"{what} is a sequence or an optional value, expected a tensor");
        }

        if (type is ElementType.Opaque or ElementType.Complex64 or ElementType.Complex128)
        {
            throw new OnnxUnsupportedException(
                OnnxObstacle.Text, $"{what} is no tensor of real numbers, but of texts or complex numbers, which are not supported");
        }

        if (type is ElementType.Float8 or ElementType.Packed4)
        {
            string bits = type == ElementType.Float8 ? "float8" : "4-bit";
            throw new OnnxUnsupportedException(OnnxObstacle.NarrowNumbers, $"{what} is of a {bits} type, which is not supported");
        }
    }
}
