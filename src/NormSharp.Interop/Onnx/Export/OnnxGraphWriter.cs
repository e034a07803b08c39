using System.Runtime.InteropServices;
using Google.Protobuf;
using OnnxSchema;

namespace NormSharp.Interop.Onnx.Export;

/// <summary>A graph while it is written: nodes and numbers under names of their own.</summary>
/// <param name="opset">The version of the standard's operators.</param>
internal sealed class OnnxGraphWriter(int opset)
{
    /// <summary>What float32 is called in the file.</summary>
    public const int FloatType = 1;

    /// <summary>What int64 is called in the file.</summary>
    public const int Int64Type = 7;

    // What is not a number takes far less than the difference to the 2 GB that a protobuf message may have.
    private const long LengthLimit = 2_000_000_000;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _nodeNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> _initializers = new(StringComparer.Ordinal);
    private long _length;

    public int Opset { get; } = opset;

    public GraphProto Graph { get; } = new();

    /// <summary>Takes a name for a value; one that is taken gets a number.</summary>
    public string Take(string name) => Unique(_names, name);

    /// <summary>Adds a node of one output.</summary>
    /// <returns>The name of the output.</returns>
    public string Add(NodeProto node)
    {
        node.Name = Unique(_nodeNames, node.Name);
        string output = Take($"{node.Name}_output");
        node.Output.Add(output);
        Graph.Node.Add(node);
        return output;
    }

    /// <summary>Calls a node otherwise.</summary>
    public void Rename(NodeProto node, string name) => node.Name = Unique(_nodeNames, name);

    /// <summary>Adds numbers; under a name that has the same numbers already, nothing is added.</summary>
    /// <returns>The name.</returns>
    public string Floats(string name, ReadOnlySpan<int> shape, float[] values)
        => Initializer(name, FloatType, [.. shape], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    /// <summary>Adds a list of whole numbers.</summary>
    public string Wholes(string name, params long[] values)
        => Initializer(name, Int64Type, [values.Length], MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    /// <summary>Gives a computed value another name; what is an input, or has been named, is copied by a node.</summary>
    /// <returns>Whether the value itself has the name now.</returns>
    public bool Name(string value, string name)
    {
        NodeProto? producer = Graph.Node.FirstOrDefault(node => node.Output.Contains(value));
        if (producer is null || Graph.Output.Any(output => output.Name == value))
        {
            var copy = new NodeProto { Name = Unique(_nodeNames, name), OpType = "Identity", Input = { value }, Output = { name } };
            Graph.Node.Add(copy);
            return false;
        }

        producer.Output[0] = name;
        foreach (NodeProto node in Graph.Node)
        {
            for (int i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = node.Input[i] == value ? name : node.Input[i];
            }
        }

        return true;
    }

    private static string Unique(HashSet<string> names, string name)
    {
        string unique = name;
        for (int i = 2; !names.Add(unique); i++)
        {
            unique = $"{name}_{i}";
        }

        return unique;
    }

    private string Initializer(string name, int type, IEnumerable<int> shape, byte[] bytes)
    {
        var tensor = new TensorProto { DataType = type, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
        tensor.Dims.AddRange(shape.Select(extent => (long)extent));
        if (_initializers.TryGetValue(name, out TensorProto? known) && known.DataType == type && known.Dims.Equals(tensor.Dims)
            && known.RawData.Span.SequenceEqual(bytes))
        {
            return known.Name;
        }

        _length += bytes.Length;
        if (_length > LengthLimit)
        {
            throw new NormSharpException(
                $"the network has more than {LengthLimit} bytes of numbers, and an ONNX file takes at most 2 GB; save it as safetensors");
        }

        tensor.Name = Take(name);
        _initializers[name] = tensor;
        Graph.Initializer.Add(tensor);
        return tensor.Name;
    }
}
