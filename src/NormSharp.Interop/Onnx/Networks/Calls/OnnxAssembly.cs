using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Model;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Calls;

/// <summary>The values and layers of a graph while its network is made.</summary>
internal sealed class OnnxAssembly
{
    private readonly Dictionary<string, NamedTensor> _numbers;
    private readonly Dictionary<string, OnnxOperand> _operands = new(StringComparer.Ordinal);
    private readonly List<OnnxLayer> _layers = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<OnnxOperand> _inputs = [];
    private readonly Dictionary<Tensor, NamedTensor> _origins = new(ReferenceEqualityComparer.Instance);

    /// <summary>Begins with the graph's inputs.</summary>
    /// <param name="numbers">Initializers, and inputs whose numbers are known.</param>
    /// <param name="inputs">The other inputs.</param>
    public OnnxAssembly(IEnumerable<NamedTensor> numbers, IEnumerable<OnnxOperand> inputs)
    {
        _numbers = new Dictionary<string, NamedTensor>(StringComparer.Ordinal);
        foreach (NamedTensor tensor in numbers)
        {
            _numbers[tensor.Name] = tensor;
        }

        foreach (OnnxOperand input in inputs)
        {
            _inputs.Add(input);
            _operands[input.Name] = input;
        }
    }

    /// <summary>The inputs that the network takes.</summary>
    public IReadOnlyList<OnnxOperand> Inputs => _inputs;

    /// <summary>A value of the graph by its name.</summary>
    /// <exception cref="OnnxUnsupportedException">It holds no numbers.</exception>
    public OnnxOperand Find(string name)
    {
        if (!_operands.TryGetValue(name, out OnnxOperand? operand))
        {
            NamedTensor tensor = _numbers.GetValueOrDefault(name)
                ?? throw new OnnxUnsupportedException(
                    OnnxObstacle.Setting, $"has the value '{Printable.Name(name)}' nowhere; it is damaged");
            OnnxTypeCheck.ThrowUnlessNumbers(tensor.ElementType, $"its value '{Printable.Name(name)}'");
            operand = OnnxOperand.Of(name, new OnnxConstant(tensor));
            _operands.Add(name, operand);
        }

        return operand;
    }

    /// <summary>Remembers which numbers of the file a layer's state holds.</summary>
    public void Remember(Tensor state, NamedTensor numbers) => _origins[state] = numbers;

    /// <summary>Parameters and buffers of a network that hold numbers of the file, each with its tensor of the file.</summary>
    public IReadOnlyList<(string Target, NamedTensor Source)> OriginsIn(Network network)
        => [.. network.NamedParameters().Select(entry => (entry.Name, State: (Tensor)entry.Parameter))
            .Concat(network.NamedBuffers().Select(entry => (entry.Name, State: entry.Buffer)))
            .Where(entry => _origins.TryGetValue(entry.State, out NamedTensor? source) && _numbers.GetValueOrDefault(source.Name) == source)
            .Select(entry => (entry.Name, _origins[entry.State]))];

    public void Set(string name, OnnxOperand value) => _operands[name] = value;

    /// <summary>Adds a layer; where all its inputs are known it is run at once.</summary>
    /// <param name="node">The node that it belongs to.</param>
    /// <param name="module">The layer.</param>
    /// <param name="type">What its output's elements are.</param>
    /// <param name="inputs">What it reads.</param>
    public OnnxOperand Add(OnnxNode node, Module module, ElementType type, IReadOnlyList<OnnxOperand> inputs)
    {
        module.Evaluate();
        var layer = new OnnxLayer(Unique(node.Name), module, [.. inputs]);
        try
        {
            if (inputs.Count > 0 && inputs.All(input => input.Constant is not null))
            {
                return OnnxOperand.Of(layer.Name, Known(node, layer, type));
            }

            Shape first = ShapeOf(layer, input => input.Shapes.First);
            OnnxShapes shapes = inputs.All(input => input.Shapes.IsFixed) ? new(first) : new(first, Second(node, layer));
            _layers.Add(layer);
            return OnnxOperand.Of(layer, type, shapes);
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            throw new OnnxUnsupportedException(OnnxObstacle.Setting, $"its {node} cannot be made a layer: {ErrorLine.Of(error)}");
        }
    }

    /// <summary>The network that gives some values; layers that none of them needs are left out.</summary>
    public Network Build(IReadOnlyList<(string Name, OnnxOperand Value)> outputs)
    {
        var builder = new NetworkBuilder();
        var symbols = new Dictionary<object, SymbolicTensor>(ReferenceEqualityComparer.Instance);
        foreach (OnnxOperand input in _inputs)
        {
            symbols[input] = builder.Input(Unique(input.Name));
        }

        HashSet<OnnxLayer> needed = Needed(outputs.Select(output => output.Value));
        foreach (OnnxLayer layer in _layers.Where(needed.Contains))
        {
            symbols[layer] = builder.Add(layer.Name, layer.Module, [.. layer.Inputs.Select(SymbolOf)]);
        }

        Network network = builder.Build([.. outputs.Select(output => (output.Name, SymbolOf(output.Value)))]);
        network.Evaluate();
        return network;

        SymbolicTensor SymbolOf(OnnxOperand operand)
        {
            object key = operand.Constant is { } constant ? constant.First : operand.Layer is { } layer ? layer : InputOf(operand);
            if (!symbols.TryGetValue(key, out SymbolicTensor? symbol))
            {
                symbol = builder.Add(Unique(operand.Name), ConstantOf(operand));
                symbols.Add(key, symbol);
            }

            return symbol;
        }
    }

    private static HashSet<OnnxLayer> Needed(IEnumerable<OnnxOperand> outputs)
    {
        var needed = new HashSet<OnnxLayer>(ReferenceEqualityComparer.Instance);
        var open = new Stack<OnnxOperand>(outputs);
        while (open.TryPop(out OnnxOperand? operand))
        {
            if (operand.Constant is null && operand.Layer is { } layer && needed.Add(layer))
            {
                foreach (OnnxOperand input in layer.Inputs)
                {
                    open.Push(input);
                }
            }
        }

        return needed;
    }

    private static Constant ConstantOf(OnnxOperand operand)
    {
        if (!operand.Constant!.IsFixed)
        {
            throw new OnnxUnfixedException($"its value '{Printable.Name(operand.Name)}' depends on them");
        }

        NamedTensor numbers = operand.Constant.First;
        return OnnxNumbers.Inexact(numbers) is { } value
            ? throw new OnnxUnsupportedException(
                OnnxObstacle.Setting,
                $"its value '{Printable.Name(operand.Name)}' holds {value}, and whole numbers are exact up to {OnnxNumbers.LargestExact}")
            : new Constant(Tensor.From(numbers.ReadSingle(), OnnxNumbers.ShapeOf(numbers)));
    }

    private static OnnxConstant Known(OnnxNode node, OnnxLayer layer, ElementType type)
    {
        NamedTensor first = OnnxNumbers.Evaluate(layer, [.. layer.Inputs.Select(input => input.Constant!.First)], type);
        if (layer.Inputs.All(input => input.Constant!.IsFixed))
        {
            return new OnnxConstant(first);
        }

        try
        {
            return new OnnxConstant(
                first, OnnxNumbers.Evaluate(layer, [.. layer.Inputs.Select(input => input.Constant!.Second)], type));
        }
        catch (ArgumentException error)
        {
            throw new OnnxUnfixedException($"its {node} depends on them: {ErrorLine.Of(error)}");
        }
    }

    /// <summary>The input after an operand that may have been given another type since.</summary>
    private OnnxOperand InputOf(OnnxOperand operand) => _inputs.First(input => input.Name == operand.Name);

    private static Shape Second(OnnxNode node, OnnxLayer layer)
    {
        try
        {
            return ShapeOf(layer, input => input.Shapes.Second);
        }
        catch (ArgumentException error)
        {
            throw new OnnxUnfixedException($"its {node} depends on them: {ErrorLine.Of(error)}");
        }
    }

    private static Shape ShapeOf(OnnxLayer layer, Func<OnnxOperand, Shape> shapeOf)
    {
        LayerDefinition definition = LayerCatalog.Of(layer.Module)
            ?? throw new InvalidOperationException($"{layer.Module.TypeName} is not in the catalogue of layers");
        return definition.OutputOf(new LayerSettings(layer.Module.Describe()), [.. layer.Inputs.Select(shapeOf)]);
    }

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
