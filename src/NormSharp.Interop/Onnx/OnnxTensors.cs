using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Schema;
using NormSharp.Interop.Tensors;
using OnnxSchema;

namespace NormSharp.Interop.Onnx;

/// <summary>Makes named tensors of tensor messages, checked against the bytes that there are.</summary>
internal sealed class OnnxTensors(SourceFile file, OnnxOutline outline, ExternalData? external)
{
    private const int External = 1;

    /// <exception cref="Serialization.ModelFormatException">Its shape is absurd, or there are more or fewer bytes than it says.</exception>
    public NamedTensor Of(TensorProto tensor, string name)
    {
        ElementType type = OnnxTypes.Of(tensor.DataType);
        long[] shape = [.. tensor.Dims];
        long bytes = TensorShape.ByteCount(type, shape);
        if (bytes < 0 || shape.Length > TensorShape.RankLimit)
        {
            throw Malformed.In(
                file.Path, $"its tensor '{Printable.Name(name)}' has the shape {TensorShape.Text(shape)}, which no tensor has");
        }

        TensorPayload payload = outline.Payloads[tensor.Payload];
        if (type is ElementType.Opaque or ElementType.Packed4)
        {
            return new NamedTensor(name, type, shape, new MemoryContent(default, file.Path));
        }

        if (tensor.DataLocation == External)
        {
            if (external is null)
            {
                throw Malformed.In(file.Path, $"its tensor '{Printable.Name(name)}' lies in another file, which a tensor alone may not");
            }

            return new NamedTensor(name, type, shape, external.Find(tensor, name, bytes));
        }

        int field = payload.Length(TensorPayload.RawData) > 0 ? TensorPayload.RawData : TypedField(type);
        long found = payload.Length(field);
        bool isFixed = field is TensorPayload.RawData or TensorPayload.FloatData or TensorPayload.DoubleData;
        long count = TensorShape.Count(shape);

        // A whole number takes one to ten bytes.
        if (isFixed ? found != bytes : found < count || found / 10 > count)
        {
            throw Malformed.In(
                file.Path,
                $"its tensor '{Printable.Name(name)}' is {ElementTypes.Name(type)}{TensorShape.Text(shape)}, {bytes} bytes, but "
                + $"{found} are there; "
                + "the file is truncated or damaged");
        }

        return new NamedTensor(name, type, shape, new OnnxContent(file, type, payload, field));
    }

    private static int TypedField(ElementType type) => type switch
    {
        ElementType.Float32 or ElementType.Complex64 => TensorPayload.FloatData,
        ElementType.Float64 or ElementType.Complex128 => TensorPayload.DoubleData,
        ElementType.Int64 => TensorPayload.Int64Data,
        ElementType.UInt32 or ElementType.UInt64 => TensorPayload.UInt64Data,
        _ => TensorPayload.Int32Data,
    };
}
