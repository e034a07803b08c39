using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Model;
using NormSharp.Interop.Tensors;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Calls;

/// <summary>A node while its layers are made: its settings and operands, and what is wrong with them in one line.</summary>
internal sealed class OnnxCall(OnnxAssembly assembly, OnnxNode node)
{
    public OnnxNode Node { get; } = node;

    /// <summary>The version of the operator set.</summary>
    public int Version => Node.Version;

    /// <summary>All operands; left out ones have to be the last.</summary>
    public OnnxOperand[] Operands => [.. Node.Inputs.Where(input => input.Length > 0).Select(assembly.Find)];

    /// <summary>What is not supported, and at which node.</summary>
    public OnnxUnsupportedException Unsupported(string what, OnnxObstacle reason = OnnxObstacle.Setting)
        => new(reason, $"its {Node} is not supported: {what}; the state of the file can still be read and rewritten");

    /// <summary>Whether an operand is given.</summary>
    public bool Has(int input) => input < Node.Inputs.Count && Node.Inputs[input].Length > 0;

    /// <summary>Whether something may read an output.</summary>
    public bool Gives(int output) => output < Node.Outputs.Count && Node.Outputs[output].Length > 0;

    /// <summary>An operand that has to be given.</summary>
    public OnnxOperand Operand(int input) => Optional(input) ?? throw Unsupported($"its input {input} is left out");

    /// <summary>An operand that may be left out.</summary>
    public OnnxOperand? Optional(int input) => Has(input) ? assembly.Find(Node.Inputs[input]) : null;

    /// <summary>A value by its name, as a graph inside the node sees it.</summary>
    public OnnxOperand Find(string name) => assembly.Find(name);

    /// <summary>Gives a value a name for the graph inside the node.</summary>
    public void Name(string name, OnnxOperand value) => assembly.Set(name, value);

    /// <summary>A node of a graph inside this one.</summary>
    public OnnxCall Inner(OnnxNode inner) => new(assembly, inner);

    /// <summary>Adds a layer whose output is of the type of its first input.</summary>
    public OnnxOperand Layer(Module layer, params IReadOnlyList<OnnxOperand> inputs) => Layer(inputs[0].Type, layer, inputs);

    /// <summary>Adds a layer.</summary>
    public OnnxOperand Layer(ElementType type, Module layer, params IReadOnlyList<OnnxOperand> inputs)
        => assembly.Add(Node, layer, type, inputs);

    /// <summary>Adds numbers of the file that are trained.</summary>
    public OnnxOperand Parameter(NamedTensor numbers) => assembly.Add(
        Node,
        new Constant(Tensor.From(numbers.ReadSingle(), OnnxNumbers.ShapeOf(numbers)), trained: true),
        numbers.ElementType,
        []);

    /// <summary>Numbers that are known now, as an operand.</summary>
    public OnnxOperand Numbers(OnnxConstant constant) => OnnxOperand.Of(Node.Name.Length > 0 ? Node.Name : "value", constant);

    /// <summary>Real numbers of a shape, as an operand of the type of another.</summary>
    public OnnxOperand Numbers(Shape shape, ElementType type, params ReadOnlySpan<double> values)
        => Numbers(new OnnxConstant(OnnxNumbers.Of(Node.Name, type, shape, values)));

    /// <summary>The numbers of an operand that has to be known now, for both choices of the dimensions that are not fixed.</summary>
    /// <exception cref="OnnxInputNeededException">It is computed from inputs of the graph.</exception>
    public OnnxConstant Known(int input)
    {
        OnnxOperand operand = Operand(input);
        if (operand.Constant is { } constant)
        {
            return constant;
        }

        IReadOnlyCollection<string> roots = operand.Roots();
        throw new OnnxInputNeededException(
            roots,
            Unsupported($"its input {input} is computed from {string.Join(", ", roots.Select(root => $"'{Printable.Name(root)}'"))}, "
                + "expected numbers of the file").Message);
    }

    /// <summary>The numbers of an operand that has to be known now and to depend on no dimension that is not fixed.</summary>
    /// <exception cref="OnnxInputNeededException">It is computed from inputs of the graph.</exception>
    /// <exception cref="OnnxUnfixedException">It depends on such a dimension.</exception>
    public NamedTensor Fixed(int input)
    {
        OnnxConstant constant = Known(input);
        return constant.IsFixed ? constant.First : throw new OnnxUnfixedException($"input {input} of its {Node} depends on them");
    }

    /// <summary>The same, of so many dimensions.</summary>
    public NamedTensor Fixed(int input, int rank)
    {
        NamedTensor tensor = Fixed(input);
        return tensor.Shape.Count == rank ? tensor : throw Unsupported($"its input {input} is {tensor}, expected {rank} dimensions");
    }

    /// <summary>The same, where the operand may be left out.</summary>
    public NamedTensor? OptionalFixed(int input) => Has(input) ? Fixed(input) : null;

    /// <summary>Whole numbers of an operand that has to be known now; null where it is left out.</summary>
    public long[]? OptionalWholes(int input)
        => OptionalFixed(input) is not { } tensor ? null : ElementTypes.IsInteger(tensor.ElementType)
            ? tensor.ReadInt64()
            : throw Unsupported($"its input {input} is {tensor}, expected whole numbers");

    /// <summary>A setting that is a whole number.</summary>
    public long Whole(string name, long otherwise) => Value(name) is long value ? value : otherwise;

    /// <summary>A setting that is a list of whole numbers; null where it is not there.</summary>
    public long[]? Wholes(string name) => Value(name) as long[];

    /// <summary>A setting that is a number.</summary>
    public float Real(string name, float otherwise) => Value(name) is float value ? value : otherwise;

    /// <summary>A setting that is a list of numbers; null where it is not there.</summary>
    public float[]? Reals(string name) => Value(name) as float[];

    /// <summary>A setting that is a text.</summary>
    public string Text(string name, string otherwise) => Value(name) as string ?? otherwise;

    /// <summary>A setting of any kind, or null.</summary>
    public object? Value(string name) => Node.Attributes.GetValueOrDefault(name)?.Value;

    /// <summary>A dimension that may count from the end.</summary>
    public int Axis(long axis, int rank) => axis >= -rank && axis < rank
        ? (int)(axis < 0 ? axis + rank : axis)
        : throw Unsupported($"axis {axis} of {rank} dimensions");

    /// <summary>A size from the file, within what layers take.</summary>
    public int Extent(long value) => value is > 0 and <= 1 << 20 ? (int)value : throw Unsupported($"an extent of {value}");

    /// <summary>Copies numbers of the file into a layer's state.</summary>
    public void Fill(Tensor? target, NamedTensor? source)
    {
        if (source is not null)
        {
            if (!ElementConversion.IsReal(source.ElementType))
            {
                throw Unsupported($"its numbers are {source}");
            }

            Fill(target, source.ReadSingle());
            assembly.Remember(target!, source);
        }
    }

    /// <summary>Copies numbers into a layer's state.</summary>
    public void Fill(Tensor? target, float[] numbers)
    {
        if (target is null || target.AsSpan().Length != numbers.Length)
        {
            throw Unsupported($"{numbers.Length} numbers where {target?.AsSpan().Length ?? 0} are needed");
        }

        numbers.CopyTo(target.AsSpan());
    }
}
