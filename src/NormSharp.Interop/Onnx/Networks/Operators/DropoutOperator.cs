using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>
/// Dropout: in evaluation the identity. In training mode a seed of the node says what is dropped: the draws are those of the standard's
/// reference implementation, NumPy's <c>RandomState(seed).uniform</c>, so that the mask is a constant of the network.
/// </summary>
internal static class DropoutOperator
{
    private const string Seed = "seed";

    public static IReadOnlyList<OnnxOperator> All { get; } = [new("Dropout", Dropout)];

    private static IReadOnlyList<OnnxOperand?> Dropout(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        double ratio = call.Version >= 12 && call.Has(1) ? call.Fixed(1).ReadDouble()[0] : call.Real("ratio", 0.5f);
        if (call.Version >= 12 && call.Has(2) && call.Fixed(2).ReadDouble()[0] != 0 && ratio != 0)
        {
            return Dropped(call, x, ratio);
        }

        // Any mask of what stays is true throughout.
        OnnxOperand y = ratio is > 0 and < 1 && x.Constant is null ? call.Layer(new Dropout(ratio), x) : x;
        return [y, call.Gives(1) ? AlwaysTrue(call, x) : null];
    }

    private static IReadOnlyList<OnnxOperand?> Dropped(OnnxCall call, OnnxOperand x, double ratio)
    {
        if (call.Value(Seed) is not long seed)
        {
            throw call.Unsupported("training_mode without a seed, which drops other numbers at every run; export it after model.eval()");
        }

        if (!x.Shapes.IsFixed)
        {
            throw new OnnxUnfixedException($"what its {call.Node} drops depends on them");
        }

        var random = new MersenneTwister((uint)seed);
        double[] stays = [.. Enumerable.Range(0, x.Shape.ElementCount).Select(_ => random.NextDouble() >= ratio ? 1.0 : 0)];
        OnnxOperand mask = call.Numbers(x.Shape, ElementType.Bool, stays);
        OnnxOperand factors = call.Numbers(x.Shape, x.Type, [.. stays.Select(value => ratio < 1 ? value / (1 - ratio) : 0)]);
        return [call.Rounded(call.Layer(new Product(), x, factors)), mask];
    }

    private static OnnxOperand AlwaysTrue(OnnxCall call, OnnxOperand x)
    {
        OnnxOperand isSame = call.Compare(BinaryOperation.Equal, x, x);
        OnnxOperand isNaN = call.Layer(ElementType.Bool, new UnaryFunction(UnaryOperation.IsNaN), x);
        return call.Layer(new BinaryFunction(BinaryOperation.Max), isSame, isNaN);
    }
}
