using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Interop.Tensors;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Calls;

/// <summary>Numbers that are known when a network is made: what follows from them is computed at once.</summary>
/// <remarks>
/// A layer computes it, in float64 on the reference backend, so that an operator is written once: whole numbers are exact up to 2⁵³, and
/// what is beyond (the 2⁶³ − 1 of an open slice) stays at the end of its type's range.
/// </remarks>
internal static class OnnxNumbers
{
    /// <summary>Whole numbers of greater absolute value are not exact in float32.</summary>
    public const long LargestExact = 1 << 24;

    private const int Large = 1 << 16;

    private static readonly Backend Exact = new ReferenceBackend();

    public static Shape ShapeOf(NamedTensor tensor) => Shape.Create([.. tensor.Shape.Select(extent => checked((int)extent))]);

    /// <summary>The first whole number that float32 does not hold exactly; null where there is none.</summary>
    public static double? Inexact(NamedTensor tensor)
    {
        if (tensor.ElementType is not (ElementType.Int32 or ElementType.Int64 or ElementType.UInt32 or ElementType.UInt64))
        {
            return null;
        }

        foreach (double value in tensor.ReadDouble())
        {
            if (Math.Abs(value) > LargestExact)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>What a layer gives for known inputs.</summary>
    /// <param name="layer">The layer, in evaluation mode.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="type">What the result's elements are.</param>
    public static NamedTensor Evaluate(OnnxLayer layer, IReadOnlyList<NamedTensor> inputs, ElementType type)
    {
        bool isLarge = inputs.All(input => input.ElementType == ElementType.Float32) && inputs.Any(input => input.Count > Large);
        Backend backend = isLarge ? Backend.Default : Exact;
        using var tape = new Tape(backend, gradients: false);
        Tensor[] operands = [.. inputs.Select(input => isLarge
            ? tape.Input(input.ReadSingle(), ShapeOf(input))
            : tape.Input(Tensor.FromDoubles(input.ReadDouble(), ShapeOf(input))))];
        Tensor result = layer.Module.Forward(operands);
        double[] values = new double[result.Length];
        backend.Read<double>(tape.View(result), values);
        return Of(layer.Name, type, result.Shape, values);
    }

    public static OnnxConstant Convert(OnnxConstant constant, ElementType type)
    {
        NamedTensor first = Convert(constant.First, type);
        return ReferenceEquals(constant.First, constant.Second)
            ? new OnnxConstant(first)
            : new OnnxConstant(first, Convert(constant.Second, type));
    }

    /// <summary>Whole numbers of a shape's extents.</summary>
    public static NamedTensor Of(string name, ReadOnlySpan<long> values) => NamedTensor.Of(name, [values.Length], values);

    /// <summary>Numbers of any type; whole ones are truncated and stay within the range of their type.</summary>
    public static NamedTensor Of(string name, ElementType type, Shape shape, ReadOnlySpan<double> values)
    {
        int size = ElementTypes.SizeOf(type);
        byte[] bytes = new byte[values.Length * size];
        bool isWhole = ElementTypes.IsInteger(type);
        (double least, double most) = isWhole ? ElementConversion.Range(type) : default;
        for (int i = 0; i < values.Length; i++)
        {
            double value = isWhole ? Math.Clamp(Math.Truncate(double.IsNaN(values[i]) ? 0 : values[i]), least, most) : values[i];
            if (isWhole && type == ElementType.Int64 && values[i] >= long.MaxValue)
            {
                System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * size), long.MaxValue);
                continue;
            }

            ElementConversion.Encode(type, value, bytes.AsSpan(i * size, size));
        }

        long[] extents = [.. shape.Select(extent => (long)extent)];
        return new NamedTensor(name.Length == 0 ? "value" : name, type, extents, new MemoryContent(bytes));
    }

    private static NamedTensor Convert(NamedTensor tensor, ElementType type)
        => tensor.ElementType == type ? tensor : Of(tensor.Name, type, ShapeOf(tensor), tensor.ReadDouble());
}
