using Google.Protobuf;
using NormSharp.Autograd;
using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;
using OnnxSchema;

namespace NormSharp.Interop.Onnx.Export;

/// <summary>Writes a network as an ONNX model: what it computes in evaluation, its numbers under their names in the network.</summary>
internal sealed class OnnxWriter
{
    private const int FloatType = 1;

    private readonly OnnxExportOptions _options;
    private readonly OnnxGraphWriter _writer;
    private readonly Dictionary<Tensor, string> _stateNames = new(ReferenceEqualityComparer.Instance);

    private OnnxWriter(Module model, OnnxExportOptions options)
    {
        if (options.Opset is < OnnxExportOptions.OldestOpset or > OnnxExportOptions.NewestOpset)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options),
                options.Opset,
                $"ONNX is written in opset {OnnxExportOptions.OldestOpset} to {OnnxExportOptions.NewestOpset}, not in {options.Opset}");
        }

        _options = options;
        _writer = new OnnxGraphWriter(options.Opset);
        foreach ((string name, Parameter parameter) in model.NamedParameters())
        {
            _stateNames[parameter] = name;
        }

        foreach ((string name, Tensor buffer) in model.NamedBuffers())
        {
            _stateNames[buffer] = name;
        }
    }

    /// <summary>The network as a message.</summary>
    /// <param name="model">The network.</param>
    /// <param name="inputs">The shapes of its inputs, [N, …]; the first extent does not matter.</param>
    /// <param name="options">How it is written.</param>
    /// <exception cref="NormSharpException">A layer cannot be written; the message names it.</exception>
    public static ModelProto Write(Module model, IReadOnlyList<Shape> inputs, OnnxExportOptions options)
    {
        GraphProto graph = new OnnxWriter(model, options).Graph(model, inputs);
        var message = new ModelProto
        {
            IrVersion = options.Opset switch
            {
                < 15 => 7,
                < 19 => 8,
                < 21 => 9,
                _ => 10,
            },
            ProducerName = "NormSharp",
            ProducerVersion = typeof(OnnxWriter).Assembly.GetName().Version!.ToString(3),
            OpsetImport = { new OperatorSetIdProto { Version = options.Opset } },
            Graph = graph,
        };
        foreach ((string key, string value) in options.Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            message.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        }

        return message;
    }

    /// <summary>Writes a file; one that exists is replaced only when the new one is complete.</summary>
    public static void Save(string path, ModelProto model) => AtomicFile.Write(path, stream => model.WriteTo(stream));

    private GraphProto Graph(Module model, IReadOnlyList<Shape> inputs)
    {
        (ModelGraph one, ModelGraph two) = Graphs(model, inputs);
        IReadOnlyList<string> inputNames = Names(_options.InputNames, (model as Network)?.InputNames, one.Inputs.Count, "input");
        IReadOnlyList<string> outputNames = Names(_options.OutputNames, (model as Network)?.OutputNames, one.Outputs.Count, "output");
        _writer.Graph.Name = model.TypeName;
        foreach (string name in inputNames.Concat(outputNames))
        {
            if (_writer.Take(name) != name)
            {
                throw new NormSharpException($"\"{name}\" stands for two inputs or outputs; each needs a name of its own");
            }
        }

        var values = new Dictionary<GraphValue, string>();
        for (int i = 0; i < inputNames.Count; i++)
        {
            _writer.Graph.Input.Add(Value(inputNames[i], one.Inputs[i].Shape, two.Inputs[i].Shape));
            values[one.Inputs[i]] = i == 0 && _options.Preprocessing is { } scaling
                ? Scaled(inputNames[i], one.Inputs[i].Shape, scaling)
                : inputNames[i];
        }

        foreach (GraphNode node in one.Nodes)
        {
            values[node.Output] = new LayerExport(_writer, node, [.. node.Inputs.Select(input => values[input])], _stateNames).Write();
        }

        for (int i = 0; i < outputNames.Count; i++)
        {
            string value = values[one.Outputs[i]];
            if (_writer.Name(value, outputNames[i]))
            {
                Rename(values, value, outputNames[i]);
            }

            _writer.Graph.Output.Add(Value(outputNames[i], one.Outputs[i].Shape, two.Outputs[i].Shape));
        }

        return _writer.Graph;
    }

    /// <summary>The network for batches of one and of two; twice for the given one where it takes no other, as some of others do.</summary>
    private static (ModelGraph One, ModelGraph Two) Graphs(Module model, IReadOnlyList<Shape> inputs)
    {
        try
        {
            return (
                ModelGraph.Of(model, [.. inputs.Select(input => input.With(0, 1))]),
                ModelGraph.Of(model, [.. inputs.Select(input => input.With(0, 2))]));
        }
        catch (LayerException)
        {
            return (ModelGraph.Of(model, inputs), ModelGraph.Of(model, inputs));
        }
    }

    private static void Rename(Dictionary<GraphValue, string> values, string from, string to)
    {
        foreach (GraphValue value in values.Keys.Where(value => values[value] == from).ToList())
        {
            values[value] = to;
        }
    }

    private static IReadOnlyList<string> Names(IReadOnlyList<string>? wanted, IReadOnlyList<string>? own, int count, string otherwise)
    {
        IReadOnlyList<string> names = wanted ?? own ?? [.. Enumerable.Range(1, count).Select(i => i == 1 ? otherwise : $"{otherwise}{i}")];
        return names.Count == count
            ? names
            : throw new NormSharpException(
                $"the network has {count} {otherwise}{(count == 1 ? string.Empty : "s")}, and {names.Count} names were given");
    }

    private string Scaled(string input, Shape shape, InputScaling scaling)
    {
        if (shape.Rank < 2 || scaling.Mean.Count != shape[1] || scaling.Deviation.Count != shape[1])
        {
            throw new NormSharpException(
                $"preprocessing has {scaling.Mean.Count} means and {scaling.Deviation.Count} deviations, and the input is {shape}: "
                + "there is one of each for every channel");
        }

        int[] extents = [shape[1], .. Enumerable.Repeat(1, shape.Rank - 2)];
        string centred = Add("Sub", input, "mean", scaling.Mean);
        return Add("Div", centred, "deviation", scaling.Deviation);

        string Add(string operation, string x, string name, IReadOnlyList<float> numbers) => _writer.Add(new NodeProto
        {
            Name = $"preprocessing/{operation}",
            OpType = operation,
            Input = { x, _writer.Floats($"preprocessing.{name}", extents, [.. numbers]) },
        });
    }

    /// <summary>Says the shape of an input or output; what differs between batches of one and of two depends on the batch.</summary>
    private ValueInfoProto Value(string name, Shape one, Shape two)
    {
        var shape = new TensorShapeProto();
        for (int d = 0; d < one.Rank; d++)
        {
            shape.Dim.Add((one[d], two[d]) switch
            {
                (1, 2) => new DimensionProto { DimParam = _options.BatchName },
                (int a, int b) when a == b => new DimensionProto { DimValue = a },
                _ => new DimensionProto(),
            });
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = new TensorTypeProto { ElemType = FloatType, Shape = shape } },
        };
    }
}
