using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Tensors;
using OnnxSchema;

namespace NormSharp.Interop.Onnx.Export;

/// <summary>A layer at one of its places while its operators are written.</summary>
/// <param name="writer">The graph.</param>
/// <param name="node">The place.</param>
/// <param name="inputs">The names of the values that it reads.</param>
/// <param name="stateNames">The names of parameters and buffers in the network.</param>
internal sealed class LayerExport(
    OnnxGraphWriter writer, GraphNode node, IReadOnlyList<string> inputs, IReadOnlyDictionary<Tensor, string> stateNames)
{
    private readonly List<NodeProto> _added = [];

    public Module Layer { get; } = node.Layer;

    public int Opset { get; } = writer.Opset;

    /// <summary>The values that it reads.</summary>
    public IReadOnlyList<string> Inputs { get; } = inputs;

    /// <summary>The first of them.</summary>
    public string X => Inputs[0];

    /// <summary>The shape of the first input, for a batch of 1.</summary>
    public Shape Shape => node.Inputs[0].Shape;

    /// <summary>The shape of an input, for a batch of 1.</summary>
    public Shape InputShape(int input) => node.Inputs[input].Shape;

    /// <summary>The shape of the output, for a batch of 1.</summary>
    public Shape Output => node.Output.Shape;

    /// <summary>The layer's settings, as files have them.</summary>
    public LayerSettings Settings => new(Layer.Describe());

    /// <summary>Why the layer cannot be written.</summary>
    public NormSharpException Unsupported(string reason) => new($"{node.Title} cannot be written as ONNX: {reason}");

    /// <summary>Writes a node.</summary>
    /// <returns>Its output.</returns>
    public string Add(string operation, IEnumerable<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var added = new NodeProto { Name = $"{node.Name}/{operation}", OpType = operation };
        added.Input.AddRange(inputs);
        added.Attribute.AddRange(attributes.ToArray());
        _added.Add(added);
        return writer.Add(added);
    }

    /// <summary>Writes a node of two outputs of which the second is wanted.</summary>
    /// <returns>Its second output.</returns>
    public string AddForSecond(string operation, IEnumerable<string> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        string first = Add(operation, inputs, attributes);
        string second = writer.Take($"{first}_second");
        _added[^1].Output.Add(second);
        return second;
    }

    /// <summary>The same numbers in another of the standard's types.</summary>
    public string Cast(string value, int type) => Add("Cast", [value], OnnxAttributes.Of("to", type));

    /// <summary>Parameters or buffers of the network, under their name; others under the layer's.</summary>
    public string State(Tensor tensor, string name)
        => writer.Floats(stateNames.GetValueOrDefault(tensor) ?? $"{node.Name}.{name}", tensor.Shape.AsSpan(), tensor.ToArray());

    /// <summary>Numbers that follow from the layer's settings.</summary>
    public string Numbers(string name, ReadOnlySpan<int> shape, params float[] values)
        => writer.Floats($"{node.Name}/{name}", shape, values);

    /// <summary>One number.</summary>
    public string Number(string name, double value) => Numbers(name, [], (float)value);

    /// <summary>A list of whole numbers.</summary>
    public string Wholes(string name, params long[] values) => writer.Wholes($"{node.Name}/{name}", values);

    /// <summary>Changes a value's shape; 0 keeps an extent, −1 takes what is left.</summary>
    public string Reshape(string value, params long[] shape) => Add("Reshape", [value, Wholes("shape", shape)]);

    /// <summary>The mean over dimensions, which stay with extent 1.</summary>
    public string Mean(string value, params long[] axes) => Opset >= 18
        ? Add("ReduceMean", [value, Wholes("axes", axes)], OnnxAttributes.Of("keepdims", 1))
        : Add("ReduceMean", [value], OnnxAttributes.Of("axes", axes), OnnxAttributes.Of("keepdims", 1));

    /// <summary>Writes the layer.</summary>
    /// <returns>What it gives.</returns>
    public string Write()
    {
        string output = LayerExports.Of(Layer.GetType()) is { } export
            ? export(this)
            : throw Unsupported(
                node.Inside is null
                    ? $"no operators are known for layers of type {Layer.TypeName}"
                    : "how values flow inside it is not known");
        if (_added is [var only])
        {
            writer.Rename(only, node.Name);
        }

        return output;
    }
}
