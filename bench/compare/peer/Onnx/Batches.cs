using System.Runtime.InteropServices;
using Google.Protobuf;
using OnnxSchema;

namespace NormSharp.Peer.Onnx;

/// <summary>
/// Files that were written for batches of one picture, made ready for others: the first extent of inputs and outputs becomes the batch, and
/// a leading 1 among the extents that a Reshape is given becomes 0, which says "as in the input". Another leading extent has the batch in
/// it, and becomes -1, "what is left", where no other says so already.
/// </summary>
internal static class Batches
{
    private const long AsInInput = 0;
    private const long WhatIsLeft = -1;

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
                shape.RawData = ByteString.CopyFrom(Freed(shape.RawData.ToByteArray()));
            }
        }

        return model.ToByteArray();
    }

    private static byte[] Freed(byte[] numbers)
    {
        Span<long> extents = MemoryMarshal.Cast<byte, long>(numbers);
        if (extents[0] == 1 || !extents.Contains(WhatIsLeft))
        {
            extents[0] = extents[0] == 1 ? AsInInput : WhatIsLeft;
        }

        return numbers;
    }

    private static DimensionProto? First(ValueInfoProto value) => value.Type?.TensorType?.Shape?.Dim.FirstOrDefault();
}
