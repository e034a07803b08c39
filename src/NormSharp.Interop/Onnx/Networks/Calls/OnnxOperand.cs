using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Calls;

/// <summary>A value of a graph while its network is made: an input, numbers that are known, or what a layer gives.</summary>
internal sealed class OnnxOperand
{
    private OnnxOperand(string name, ElementType type, OnnxShapes shapes) => (Name, Type, Shapes) = (name, type, shapes);

    public string Name { get; }

    /// <summary>What ONNX says that its elements are; a network holds all of them as float32.</summary>
    public ElementType Type { get; }

    public OnnxShapes Shapes { get; }

    /// <summary>Its shape for the first choice of the dimensions that are not fixed.</summary>
    public Shape Shape => Shapes.First;

    public int Rank => Shape.Rank;

    /// <summary>Its numbers where they are known, else null.</summary>
    public OnnxConstant? Constant { get; private init; }

    /// <summary>The layer that gives it, else null.</summary>
    public OnnxLayer? Layer { get; private init; }

    public static OnnxOperand Input(string name, ElementType type, OnnxShapes shapes) => new(name, type, shapes);

    public static OnnxOperand Of(string name, OnnxConstant constant)
        => new(name, constant.First.ElementType, new OnnxShapes(OnnxNumbers.ShapeOf(constant.First), OnnxNumbers.ShapeOf(constant.Second)))
        {
            Constant = constant,
        };

    public static OnnxOperand Of(OnnxLayer layer, ElementType type, OnnxShapes shapes)
        => new(layer.Name, type, shapes) { Layer = layer };

    /// <summary>The same numbers, said to be of another type.</summary>
    public OnnxOperand As(ElementType type) => type == Type ? this : new(Name, type, Shapes)
    {
        Constant = Constant is null ? null : OnnxNumbers.Convert(Constant, type),
        Layer = Layer,
    };

    /// <summary>The inputs of the graph that it is computed from.</summary>
    public IReadOnlyCollection<string> Roots()
    {
        var roots = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<OnnxOperand>(ReferenceEqualityComparer.Instance);
        var open = new Stack<OnnxOperand>([this]);
        while (open.TryPop(out OnnxOperand? operand))
        {
            if (operand.Constant is not null || !seen.Add(operand))
            {
                continue;
            }

            if (operand.Layer is null)
            {
                roots.Add(operand.Name);
            }

            foreach (OnnxOperand input in operand.Layer?.Inputs ?? [])
            {
                open.Push(input);
            }
        }

        return roots;
    }
}
