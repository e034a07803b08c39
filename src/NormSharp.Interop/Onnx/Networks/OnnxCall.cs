using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Model;
using NormSharp.Interop.Tensors;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks;

/// <summary>A node while its layer is made: its settings and inputs, and what is wrong with them in one line.</summary>
internal sealed class OnnxCall(string path, OnnxNode node, OnnxValues values)
{
    public OnnxNode Node { get; } = node;

    /// <summary>How many dimensions the file says that its output has; 0 where it does not.</summary>
    public int OutputRank => Node.Outputs.Count > 0 ? values.Rank(Node.Outputs[0]) : 0;

    /// <summary>What is not supported, and at which node.</summary>
    public ModelFormatException Unsupported(string what)
        => Malformed.In(path, $"its {Node} is not supported: {what}; the state of the file can still be read and rewritten");

    public SymbolicTensor Layer(Module layer, params ReadOnlySpan<SymbolicTensor> inputs) => values.Add(Node, layer, inputs);

    public SymbolicTensor Value(int input) => Value(Node.Inputs[input]);

    public SymbolicTensor Value(string input) => values.Find(input);

    public NamedTensor? Constant(string input) => values.Constant(input);

    /// <summary>An input that has to be numbers of the file, of so many dimensions.</summary>
    public NamedTensor Required(int input, int rank)
    {
        NamedTensor tensor = Optional(input) ?? throw Unsupported($"its input {input} is computed, expected numbers of the file");
        return tensor.Shape.Count == rank ? tensor : throw Unsupported($"its input {input} is {tensor}, expected {rank} dimensions");
    }

    /// <summary>An input that is numbers of the file or left out.</summary>
    public NamedTensor? Optional(int input)
    {
        string name = input < Node.Inputs.Count ? Node.Inputs[input] : string.Empty;
        return name.Length == 0 ? null : Constant(name)
            ?? throw Unsupported($"its input {input} is computed, expected numbers of the file");
    }

    public long Whole(string name, long otherwise) => Node.Attributes.GetValueOrDefault(name)?.Value is long value ? value : otherwise;

    public float Real(string name, float otherwise) => Node.Attributes.GetValueOrDefault(name)?.Value is float value ? value : otherwise;

    public int Extent(long value) => value is > 0 and <= 1 << 20 ? (int)value : throw Unsupported($"an extent of {value}");

    /// <summary>Rows and columns.</summary>
    public Size2d Pair(string name, int otherwise) => Node.Attributes.GetValueOrDefault(name)?.Value switch
    {
        null when otherwise > 0 => otherwise,
        long[] and [var rows, var columns] => new Size2d(Extent(rows), Extent(columns)),
        _ => throw Unsupported($"its {name}, expected two numbers"),
    };

    /// <summary>Zeros on each side, the same on opposite sides.</summary>
    public Size2d Padding(Size2d kernel, Size2d stride, Size2d dilation)
    {
        string mode = Node.Attributes.GetValueOrDefault("auto_pad")?.Value as string ?? "NOTSET";
        (int rows, int columns) = (dilation.Height * (kernel.Height - 1), dilation.Width * (kernel.Width - 1));
        switch (mode)
        {
            case "VALID":
                return 0;
            case "NOTSET":
                long[] pads = Node.Attributes.GetValueOrDefault("pads")?.Value as long[] ?? [0, 0, 0, 0];
                return pads.Length == 4 && pads[0] == pads[2] && pads[1] == pads[3] && pads[0] is >= 0 and < 1 << 20
                    && pads[1] is >= 0 and < 1 << 20
                    ? new Size2d((int)pads[0], (int)pads[1])
                    : throw Unsupported($"padding [{string.Join(", ", pads.Take(8))}], which differs between opposite sides");
            default:
                return stride == new Size2d(1, 1) && rows % 2 == 0 && columns % 2 == 0
                    ? new Size2d(rows / 2, columns / 2)
                    : throw Unsupported(
                        $"auto_pad {Printable.Name(mode)} with this kernel and stride, which pads opposite sides differently");
        }
    }

    public void Fill(Tensor? target, NamedTensor? source)
    {
        if (source is not null)
        {
            if (!ElementConversion.IsReal(source.ElementType))
            {
                throw Unsupported($"its numbers are {source}");
            }

            Fill(target, source.ReadSingle());
        }
    }

    public void Fill(Tensor? target, float[] numbers)
    {
        if (target is null || target.AsSpan().Length != numbers.Length)
        {
            throw Unsupported($"{numbers.Length} numbers where {target?.AsSpan().Length ?? 0} are needed");
        }

        numbers.CopyTo(target.AsSpan());
    }
}
