using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Model;
using NormSharp.Interop.Tensors;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks;

/// <summary>The values of a graph while its network is built: computed ones, and numbers of the file.</summary>
internal sealed class OnnxValues
{
    private readonly string _path;
    private readonly Dictionary<string, SymbolicTensor> _computed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NamedTensor> _constants;
    private readonly Dictionary<string, int> _ranks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public OnnxValues(string path, OnnxGraph graph, IEnumerable<NamedTensor> constants)
    {
        _path = path;
        _constants = constants.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        foreach (OnnxValue value in graph.Values.Concat(graph.Outputs))
        {
            _ranks[value.Name] = value.Shape?.Count ?? 0;
        }

        foreach (OnnxValue input in graph.Inputs)
        {
            _computed[input.Name] = Builder.Input(Unique(input.Name));
        }
    }

    /// <summary>How many dimensions the file says that a value has; 0 where it does not.</summary>
    public int Rank(string name) => _ranks.GetValueOrDefault(name);

    public NetworkBuilder Builder { get; } = new();

    public NamedTensor? Constant(string name) => _constants.GetValueOrDefault(name);

    /// <summary>A value; numbers of the file become a layer that holds them.</summary>
    public SymbolicTensor Find(string name)
    {
        if (!_computed.TryGetValue(name, out SymbolicTensor? value))
        {
            NamedTensor tensor = Constant(name)
                ?? throw Malformed.In(_path, $"has the value '{Printable.Name(name)}' nowhere; it is damaged");
            Shape shape = [.. tensor.Shape.Select(extent => checked((int)extent))];
            value = Builder.Add(Unique(name), new Constant(Tensor.From(tensor.ReadSingle(), shape)));
            _computed.Add(name, value);
        }

        return value;
    }

    /// <summary>Computes what follows from numbers of the file alone: some exporters reshape weights in the graph.</summary>
    /// <returns>False for a node that is a layer.</returns>
    public bool Folds(OnnxNode node)
    {
        if (node is not { Operator: "Reshape", Domain: "", Inputs: [var input, var target], Outputs: [var output] }
            || Constant(input) is not { } tensor || Constant(target) is not { } shape)
        {
            return false;
        }

        long[] extents = shape.ReadInt64();
        if (TensorShape.Count(extents) != tensor.Count)
        {
            return false;
        }

        _constants[output] = new NamedTensor(output, tensor.ElementType, extents, tensor.Content);
        return true;
    }

    public void Set(string name, SymbolicTensor value) => _computed[name] = value;

    public SymbolicTensor Add(OnnxNode node, Module layer, ReadOnlySpan<SymbolicTensor> inputs)
        => Builder.Add(Unique(node.Name), layer, inputs);

    /// <summary>A name of a layer: printable, without dots, and not taken.</summary>
    private string Unique(string name)
    {
        string plain = Printable.Name(name).Replace('.', '_').Trim('/');
        plain = plain.Length == 0 ? "value" : plain;
        string unique = plain;
        for (int i = 2; !_names.Add(unique); i++)
        {
            unique = $"{plain}_{i}";
        }

        return unique;
    }
}
