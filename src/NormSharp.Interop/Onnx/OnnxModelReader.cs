using System.Text;
using Google.Protobuf;
using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Model;
using OnnxSchema;

namespace NormSharp.Interop.Onnx;

/// <summary>Turns messages into the checked record of a model.</summary>
internal sealed class OnnxModelReader(string path, OnnxTensors tensors)
{
    private readonly Dictionary<string, int> _opsets = new(StringComparer.Ordinal);

    /// <exception cref="Serialization.ModelFormatException">The graph is missing, circular, or reads what nothing gives.</exception>
    public OnnxModel Read(ModelProto model)
    {
        if (model.Graph is null)
        {
            throw Malformed.In(path, "holds no graph; it is no ONNX model or damaged");
        }

        foreach (OperatorSetIdProto opset in model.OpsetImport)
        {
            _opsets[Domain(opset.Domain)] = (int)Math.Clamp(opset.Version, 0, int.MaxValue);
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (StringStringEntryProto entry in model.MetadataProps)
        {
            metadata[entry.Key] = entry.Value;
        }

        return new OnnxModel
        {
            IrVersion = model.IrVersion,
            Producer = $"{model.ProducerName} {model.ProducerVersion}".Trim(),
            Opsets = _opsets,
            Metadata = metadata,
            Graph = Graph(model.Graph, []),
        };
    }

    private static string Domain(string domain) => domain == "ai.onnx" ? string.Empty : domain;

    private OnnxGraph Graph(GraphProto graph, HashSet<string> outer)
    {
        List<NamedTensor> initializers = [.. graph.Initializer.Select(tensor => tensors.Of(tensor, tensor.Name))];
        var known = new HashSet<string>(outer, StringComparer.Ordinal);
        HashSet<string> constants = new(StringComparer.Ordinal);
        foreach (NamedTensor tensor in initializers)
        {
            if (tensor.Name.Length == 0 || !constants.Add(tensor.Name))
            {
                throw Malformed.In(path, $"has two initializers '{Printable.Name(tensor.Name)}' or one without a name; it is damaged");
            }
        }

        known.UnionWith(constants);
        known.UnionWith(graph.Input.Select(input => input.Name));
        List<NodeProto> nodes = OnnxOrder.Sort(path, graph.Node, known);
        return new OnnxGraph
        {
            Name = graph.Name,
            Inputs = [.. graph.Input.Where(input => !constants.Contains(input.Name)).Select(Value)],
            Outputs = [.. graph.Output.Select(output => known.Contains(output.Name)
                ? Value(output)
                : throw Malformed.In(path, $"has the output '{Printable.Name(output.Name)}', which nothing computes; it is damaged"))],
            Nodes = [.. nodes.Select(node => Node(node, known))],
            Initializers = initializers,
            Values = [.. graph.ValueInfo.Select(Value)],
        };
    }

    private OnnxNode Node(NodeProto node, HashSet<string> known)
    {
        var attributes = new Dictionary<string, OnnxAttribute>(StringComparer.Ordinal);
        foreach (AttributeProto attribute in node.Attribute)
        {
            if (!attributes.TryAdd(attribute.Name, Attribute(attribute, node, known)))
            {
                throw Malformed.In(
                    path, $"its node '{Printable.Name(node.Name)}' has '{Printable.Name(attribute.Name)}' twice; it is damaged");
            }
        }

        string domain = Domain(node.Domain);
        return new OnnxNode
        {
            Name = node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault(output => output.Length > 0) ?? string.Empty,
            Operator = node.OpType,
            Domain = domain,
            Version = _opsets.GetValueOrDefault(domain),
            Inputs = [.. node.Input],
            Outputs = [.. node.Output],
            Attributes = attributes,
        };
    }

    private OnnxAttribute Attribute(AttributeProto attribute, NodeProto node, HashSet<string> known)
    {
        string name = $"{node.Output.FirstOrDefault() ?? node.Name}";
        object value = Kind(attribute) switch
        {
            1 => attribute.F,
            2 => attribute.I,
            3 => Text(attribute.S),
            4 => tensors.Of(attribute.T ?? throw Empty(attribute, node), name),
            5 => Graph(attribute.G ?? throw Empty(attribute, node), known),
            6 => attribute.Floats.ToArray(),
            7 => attribute.Ints.ToArray(),
            8 => attribute.Strings.Select(Text).ToArray(),
            9 => attribute.Tensors.Select(tensor => tensors.Of(tensor, name)).ToArray(),
            _ => $"of kind {attribute.Type}",
        };
        return new OnnxAttribute(attribute.Name, value);
    }

    /// <summary>What kind of value it is: files of IR 1 and 2 do not say.</summary>
    private static int Kind(AttributeProto attribute) => attribute switch
    {
        { Type: > 0 } => attribute.Type,
        { T: not null } => 4,
        { G: not null } => 5,
        { Floats.Count: > 0 } => 6,
        { Ints.Count: > 0 } => 7,
        { Strings.Count: > 0 } => 8,
        { S.Length: > 0 } => 3,
        { F: not 0 } => 1,
        _ => 2,
    };

    private static string Text(ByteString bytes) => Encoding.UTF8.GetString(bytes.Span);

    private OnnxValue Value(ValueInfoProto value)
    {
        TensorTypeProto? type = value.Type?.TensorType;
        IReadOnlyList<OnnxDimension>? shape = type?.Shape is null ? null : [.. type.Shape.Dim.Select(Dimension)];
        if (shape is not null && shape.Any(dimension => dimension.Size < 0))
        {
            throw Malformed.In(path, $"its value '{Printable.Name(value.Name)}' has a negative extent; it is damaged");
        }

        return new OnnxValue(value.Name, type is null ? ElementType.NoTensor : OnnxTypes.Of(type.ElemType), shape);
    }

    private static OnnxDimension Dimension(DimensionProto dimension) => dimension switch
    {
        { HasDimValue: true } => new OnnxDimension(dimension.DimValue, null),
        { HasDimParam: true, DimParam.Length: > 0 } => new OnnxDimension(null, dimension.DimParam),
        _ => default,
    };

    private Serialization.ModelFormatException Empty(AttributeProto attribute, NodeProto node)
        => Malformed.In(path, $"its node '{Printable.Name(node.Name)}' has nothing in '{Printable.Name(attribute.Name)}'; it is damaged");
}
