using System.Buffers.Binary;
using Google.Protobuf;
using OnnxSchema;

namespace NormSharp.Peer.Onnx;

/// <summary>
/// Files that were written for batches of one picture, made ready for others: the first extent of inputs and outputs becomes the batch, and
/// a leading 1 among the extents that a Reshape is given becomes 0, which says "as in the input".
/// </summary>
internal static class Batches
{
    /// <summary>The file's bytes for batches of a size.</summary>
    public static byte[] Of(byte[] file, int batchSize)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(file);
        HashSet<string> numbers = [.. model.Graph.Initializer.Select(tensor => tensor.Name)];
        ValueInfoProto[] values = [.. model.Graph.Input.Where(input => !numbers.Contains(input.Name)), .. model.Graph.Output];
        if (values.All(value => First(value) is not { } first || !first.HasDimValue || first.DimValue == batchSize))
        {
            return file;
        }

        foreach (DimensionProto first in values.Select(First).OfType<DimensionProto>())
        {
            first.DimValue = batchSize;
        }

        // Shapes of values in between may have been written down, for a batch of one.
        model.Graph.ValueInfo.Clear();
        Dictionary<string, TensorProto> constants = model.Graph.Node.Where(node => node.OpType == "Constant" && node.Attribute.Count == 1)
            .ToDictionary(node => node.Output[0], node => node.Attribute[0].T);
        foreach (TensorProto tensor in model.Graph.Initializer)
        {
            constants[tensor.Name] = tensor;
        }

        foreach (NodeProto reshape in model.Graph.Node.Where(node => node.OpType == "Reshape"))
        {
            if (constants.TryGetValue(reshape.Input[1], out TensorProto? shape) && shape?.RawData.Length > sizeof(long))
            {
                byte[] extents = shape.RawData.ToByteArray();
                if (BinaryPrimitives.ReadInt64LittleEndian(extents) == 1)
                {
                    BinaryPrimitives.WriteInt64LittleEndian(extents, 0);
                    shape.RawData = ByteString.CopyFrom(extents);
                }
            }
        }

        return model.ToByteArray();
    }

    private static DimensionProto? First(ValueInfoProto value) => value.Type?.TensorType?.Shape?.Dim.FirstOrDefault();
}
