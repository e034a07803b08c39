using NormSharp.Autograd;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Activation functions.</summary>
public static class Activations
{
    /// <summary>max(x, 0).</summary>
    public static Tensor Relu(this Tensor x) => x.Activate(new Activation(ActivationKind.Relu));

    /// <summary>x for x &gt; 0, slope·x elsewhere (Maas et al. 2013).</summary>
    public static Tensor LeakyRelu(this Tensor x, float slope = 0.01f) => x.Activate(new Activation(ActivationKind.LeakyRelu, slope));

    /// <summary>1/(1 + e^−x).</summary>
    public static Tensor Sigmoid(this Tensor x) => x.Activate(new Activation(ActivationKind.Sigmoid));

    /// <summary>tanh x.</summary>
    public static Tensor Tanh(this Tensor x) => x.Activate(new Activation(ActivationKind.Tanh));

    /// <summary>x·Φ(x), exact (Hendrycks and Gimpel 2016).</summary>
    public static Tensor Gelu(this Tensor x) => x.Activate(new Activation(ActivationKind.Gelu));

    /// <summary>x/(1 + e^−x) (Elfwing et al. 2018).</summary>
    public static Tensor Silu(this Tensor x) => x.Activate(new Activation(ActivationKind.Silu));

    /// <summary>Any activation function.</summary>
    public static Tensor Activate(this Tensor x, Activation activation)
    {
        if (activation.Kind == ActivationKind.Identity)
        {
            return x;
        }

        Tape tape = Tape.Of(x);
        x = tape.Operand(x);
        Tensor y = tape.Rent(x.Shape);
        tape.Backend.Activate(activation, x, y);
        return tape.NeedsGradient(x) ? tape.Record(y, new ActivationNode(activation, x, y)) : y;
    }

    private readonly struct ActivationNode(Activation activation, Tensor x, Tensor y) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor dx = tape.Rent(x.Shape);
            tape.Backend.ActivationGradient(activation, x, y, dy, dx);
            tape.Accumulate(x, dx);
        }
    }
}
