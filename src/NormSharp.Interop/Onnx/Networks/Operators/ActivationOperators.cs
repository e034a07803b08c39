using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Activation functions.</summary>
internal static class ActivationOperators
{
    // Of self-normalizing networks (Klambauer et al. 2017).
    private const float SeluAlpha = 1.67326319217681884765625f;
    private const float SeluGamma = 1.05070102214813232421875f;

    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("Celu", call => Celu(call, call.Operand(0), call.Real("alpha", 1))),
        new("Clip", Clip) { Since = 11 },
        new("Clip", call => call.Layer(
            new Clip(call.Real("min", float.NegativeInfinity), call.Real("max", float.PositiveInfinity)), call.Operand(0))),
        new("Elu", call => call.Rounded(call.Layer(new Elu(call.Real("alpha", 1)), call.Operand(0)))),
        new("Gelu", Gelu),
        new("HardSigmoid", call => HardSigmoid(call, call.Real("alpha", 0.2f), call.Real("beta", 0.5f))),
        new("HardSwish", call => call.Rounded(call.Layer(new HardSwish(), call.Operand(0)))),
        new("LeakyRelu", call => call.Rounded(call.Layer(new LeakyRelu(call.Real("alpha", 0.01f)), call.Operand(0)))),
        new("Mish", Mish),
        new("PRelu", ParametricRelu),
        new("Relu", call => call.Layer(new Relu(), call.Operand(0))),
        new("Selu", call => call.Affine(
            call.Layer(new Elu(call.Real("alpha", SeluAlpha)), call.Operand(0)), call.Real("gamma", SeluGamma), 0)),
        new("Shrink", Shrink),
        new("Sigmoid", call => call.Rounded(call.Layer(new Sigmoid(), call.Operand(0)))),
        new("Softplus", call => call.Unary(UnaryOperation.Softplus, call.Operand(0))),
        new("Softsign", call => call.Unary(UnaryOperation.Softsign, call.Operand(0))),
        new("Swish", Swish),
        new("Tanh", call => call.Rounded(call.Layer(new Tanh(), call.Operand(0)))),
        new("ThresholdedRelu", ThresholdedRelu),
    ];

    private static OnnxOperand Celu(OnnxCall call, OnnxOperand x, float alpha)
        => call.Affine(call.Layer(new Elu(), call.Affine(x, 1.0 / alpha, 0)), alpha, 0);

    /// <summary>Bounds are operands; a known one is a setting of the layer, which other steps may compute with.</summary>
    private static OnnxOperand Clip(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        (OnnxOperand? lower, OnnxOperand? upper) = (call.Optional(1), call.Optional(2));
        if (lower?.Scalar() is null == lower is null && upper?.Scalar() is null == upper is null)
        {
            double least = lower?.Scalar() ?? double.NegativeInfinity;
            double most = upper?.Scalar() ?? double.PositiveInfinity;
            return call.Layer(new Clip((float)least, (float)most), x);
        }

        x = lower is null ? x : call.Layer(new BinaryFunction(BinaryOperation.Max), x, lower);
        return upper is null ? x : call.Layer(new BinaryFunction(BinaryOperation.Min), x, upper);
    }

    private static OnnxOperand Gelu(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        if (call.Text("approximate", "none") == "none")
        {
            return call.Rounded(call.Layer(new Gelu(), x));
        }

        // x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))).
        OnnxOperand cube = call.Affine(call.Layer(new Product(), x, x, x), 0.044715, 0);
        OnnxOperand inner = call.Affine(call.Layer(new Sum(), x, cube), Math.Sqrt(2 / Math.PI), 0);
        OnnxOperand gate = call.Affine(call.Layer(new Tanh(), inner), 0.5, 0.5);
        return call.Rounded(call.Layer(new Product(), x, gate));
    }

    private static OnnxOperand HardSigmoid(OnnxCall call, double alpha, double beta)
        => call.Layer(new Clip(0, 1), call.Affine(call.Operand(0), alpha, beta));

    private static OnnxOperand Mish(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        OnnxOperand gate = call.Layer(new Tanh(), call.Layer(new UnaryFunction(UnaryOperation.Softplus), x));
        return call.Rounded(call.Layer(new Product(), x, gate));
    }

    /// <summary>The slope is trained where the file holds it.</summary>
    private static OnnxOperand ParametricRelu(OnnxCall call)
    {
        OnnxOperand slope = call.Operand(1);
        OnnxOperand x = call.Operand(0);
        if (call.Version < 7 && slope.Rank == 1 && x.Rank > 2)
        {
            // One slope a channel, before operands broadcast as NumPy's do.
            int[] channels = [slope.Shape[0], .. Enumerable.Repeat(1, x.Rank - 2)];
            slope = ShapeOperators.Reshape(call, slope, channels, channels);
        }

        slope = slope.Constant is { IsFixed: true } numbers ? call.Parameter(numbers.First) : slope;
        return call.Rounded(call.Layer(new ParametricRelu(), x, slope));
    }

    /// <summary>x − bias above λ, x + bias below −λ, 0 between.</summary>
    private static OnnxOperand Shrink(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        (double bias, double lambda) = (call.Real("bias", 0), call.Real("lambd", 0.5f));
        OnnxOperand isBelow = call.Compare(BinaryOperation.Less, x, call.Number(-lambda, x.Type));
        OnnxOperand isAbove = call.Compare(BinaryOperation.Greater, x, call.Number(lambda, x.Type));
        OnnxOperand below = call.Layer(x.Type, new Select(), isBelow, call.Affine(x, 1, bias), call.Number(0, x.Type));
        return call.Layer(x.Type, new Select(), isAbove, call.Affine(x, 1, -bias), below);
    }

    private static OnnxOperand Swish(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        double alpha = call.Real("alpha", 1);
        return call.Rounded(alpha == 1
            ? call.Layer(new Silu(), x)
            : call.Layer(new Product(), x, call.Layer(new Sigmoid(), call.Affine(x, alpha, 0))));
    }

    private static OnnxOperand ThresholdedRelu(OnnxCall call)
    {
        OnnxOperand x = call.Operand(0);
        OnnxOperand isAbove = call.Compare(BinaryOperation.Greater, x, call.Number(call.Real("alpha", 1), x.Type));
        return call.Layer(x.Type, new Select(), isAbove, x, call.Number(0, x.Type));
    }
}
