using System.Runtime.InteropServices;
using Google.Protobuf;
using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Export;
using NormSharp.Serialization;
using OnnxSchema;

namespace NormSharp.Interop.Onnx.Repair;

/// <summary>Puts nodes before a graph that give it its images as it was trained on them, whatever way they come in now.</summary>
internal static class OnnxInputNodes
{
    private const string Prefix = "normsharp_input";
    private const int FloatType = 1;
    private const int WholeType = 7;
    private const int BroadcastingOpset = 7;

    /// <summary>Rewrites a file in place.</summary>
    /// <param name="path">The file.</param>
    /// <param name="change">What is done to images.</param>
    /// <exception cref="ModelFormatException">
    /// The graph has several inputs, one of other numbers than float32 [N, C, H, W], inner graphs, or an operator set before 7.
    /// </exception>
    public static void Prepend(string path, OnnxInputChange change)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
        GraphProto graph = model.Graph;
        ValueInfoProto input = Input(path, model);
        string name = input.Name;
        var nodes = new List<NodeProto>();
        string now = name;
        if (change.Scale.Any(value => value != 1) || change.Shift.Any(value => value != 0))
        {
            now = Node(nodes, "Mul", now, Channels(graph, "scale", change.Scale));
            now = Node(nodes, "Add", now, Channels(graph, "shift", change.Shift));
        }

        if (change.Reversed)
        {
            now = Node(nodes, "Gather", now, Order(graph, change.Scale.Length));
            nodes[^1].Attribute.Add(OnnxAttributes.Of("axis", 1));
        }

        if (change.Transposed)
        {
            now = Node(nodes, "Transpose", now);
            nodes[^1].Attribute.Add(OnnxAttributes.Of("perm", (long[])[0, 1, 3, 2]));
            Exchange(input);
        }

        foreach (NodeProto node in graph.Node)
        {
            for (int i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = node.Input[i] == name ? now : node.Input[i];
            }
        }

        for (int i = 0; i < nodes.Count; i++)
        {
            graph.Node.Insert(i, nodes[i]);
        }

        OnnxWriter.Save(path, model);
    }

    private static ValueInfoProto Input(string path, ModelProto model)
    {
        HashSet<string> constants = [.. model.Graph.Initializer.Select(tensor => tensor.Name)];
        ValueInfoProto[] inputs = [.. model.Graph.Input.Where(value => !constants.Contains(value.Name))];
        bool isOld = model.OpsetImport.FirstOrDefault(set => set.Domain.Length == 0)?.Version < BroadcastingOpset;
        string? problem = inputs.Length != 1 ? $"has {inputs.Length} inputs"
            : inputs[0].Type?.TensorType is not { ElemType: FloatType, Shape.Dim.Count: 4 } ? "takes no float32 [N, C, H, W]"
            : model.Graph.Node.Any(node => node.Attribute.Any(attribute => attribute.G is not null)) ? "has graphs inside of nodes"
            : isOld ? $"is of an operator set before {BroadcastingOpset}"
            : model.Graph.Node.Any(node => node.Output.Any(output => output.StartsWith(Prefix, StringComparison.Ordinal)))
                ? "has had its input corrected before"
            : null;
        return problem is null
            ? inputs[0]
            : throw Malformed.In(path, $"{problem}, so that its input cannot be corrected in it; name the result .safetensors");
    }

    private static string Node(List<NodeProto> nodes, string operation, params string[] inputs)
    {
        string output = $"{Prefix}_{operation.ToLowerInvariant()}";
        nodes.Add(new NodeProto { Name = output, OpType = operation, Input = { inputs }, Output = { output } });
        return output;
    }

    private static string Channels(GraphProto graph, string what, float[] values) => Constant(graph, what, new TensorProto
    {
        Dims = { 1, values.Length, 1, 1 },
        DataType = FloatType,
        RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan())),
    });

    private static string Order(GraphProto graph, int channels) => Constant(graph, "order", new TensorProto
    {
        Dims = { channels },
        DataType = WholeType,
        RawData = ByteString.CopyFrom(
            MemoryMarshal.AsBytes<long>([.. Enumerable.Range(0, channels).Select(c => (long)channels - 1 - c)])),
    });

    private static string Constant(GraphProto graph, string what, TensorProto tensor)
    {
        tensor.Name = $"{Prefix}_{what}_values";
        graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private static void Exchange(ValueInfoProto input)
    {
        var dimensions = input.Type.TensorType.Shape.Dim;
        (dimensions[2], dimensions[3]) = (dimensions[3].Clone(), dimensions[2].Clone());
    }
}
