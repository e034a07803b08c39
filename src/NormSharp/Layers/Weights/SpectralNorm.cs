using NormSharp.Autograd;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Spectral normalization: the weight, read as a matrix W [O, K], is used with its largest singular value divided out, W / σ with σ =
/// uᵀ·W·v.
/// </summary>
/// <remarks>
/// <para>u and v are estimates of the first singular vectors. Each forward pass in training mode improves them by power iteration,
/// v ← Wᵀu / max(‖Wᵀu‖, ε), u ← W·v / max(‖W·v‖, ε); evaluation uses them as they are. Gradients flow through σ, with u and v as constants.
/// Before the first pass in training u and v are arbitrary, so that evaluation means little.</para>
/// <para>State: <c>weight_orig</c>, the buffers <c>weight_u</c> [O] and <c>weight_v</c> [K], <c>bias</c>: those of
/// <c>torch.nn.utils.spectral_norm</c> with dim 0.</para>
/// <para>Source: Miyato, Kataoka, Koyama and Yoshida 2018, "Spectral Normalization for Generative Adversarial Networks", algorithm
/// 1.</para>
/// </remarks>
public sealed class SpectralNorm : WeightReparametrization
{
    // First vectors depend on their length alone, so that a seed decides all of a training.
    private const ulong VectorSeed = 0x7370_6563_7472_616C;

    /// <summary>Wraps a layer; its parameters become the wrapper's.</summary>
    /// <param name="layer">A <see cref="Conv2d"/> or <see cref="Linear"/> that stands in no model.</param>
    /// <param name="powerIterations">Improvements of u and v a training pass; at least 1.</param>
    /// <param name="epsilon">ε: the least length that a vector is divided by.</param>
    /// <exception cref="ArgumentException">The layer is of another kind.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no iteration, or ε is not positive.</exception>
    public SpectralNorm(Module layer, int powerIterations = 1, double epsilon = 1e-12)
        : base(layer, "weight_orig")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(powerIterations, 1);
        if (!(epsilon > 0) || double.IsInfinity(epsilon))
        {
            throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "SpectralNorm: epsilon is a positive number");
        }

        PowerIterations = powerIterations;
        Epsilon = epsilon;
        U = AddBuffer("weight_u", UnitVector(Source.Shape[0]));
        V = AddBuffer("weight_v", UnitVector(Source.Length / Source.Shape[0]));
    }

    internal static LayerDefinition<SpectralNorm> Definition { get; } = Define(
        nameof(SpectralNorm),
        settings => new SpectralNorm(settings.Layer("layer"), settings.Int("power_iterations"), settings.Double("epsilon")),
        weight => new StateSize(0, weight[0] + StateSize.Product(Shape.Create(weight.AsSpan()[1..]))),
        (layer, settings) =>
        {
            settings["power_iterations"] = layer.PowerIterations;
            settings["epsilon"] = layer.Epsilon;
        });

    /// <summary>W, of the weight's shape: what is trained.</summary>
    public Parameter Original => Source;

    /// <summary>u [O]: an estimate of the first left singular vector.</summary>
    public Tensor U { get; }

    /// <summary>v [K]: an estimate of the first right singular vector.</summary>
    public Tensor V { get; }

    /// <summary>Improvements of u and v a training pass.</summary>
    public int PowerIterations { get; }

    /// <summary>ε: the least length that a vector is divided by.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
    {
        if (IsTraining)
        {
            Iterate(Tape.Of(x));
        }

        return base.OnForward(x);
    }

    private protected override Tensor Compute(Tensor x)
    {
        // Copies: the next pass in training changes the buffers, perhaps before this one's gradients are asked for.
        Tape tape = Tape.Of(x);
        Tensor u = tape.Input(U.ToArray(), [U.Length, 1]);
        Tensor v = tape.Input(V.ToArray(), [V.Length, 1]);
        Tensor matrix = OnTapeOf(x, Original).Reshape(U.Length, V.Length);
        Tensor sigma = (u * matrix.MatMul(v)).Sum();
        return (matrix / sigma).Reshape(Source.Shape.AsSpan());
    }

    private static Tensor UnitVector(int length)
    {
        var random = new Philox(VectorSeed, (ulong)length);
        Tensor vector = Tensor.Zeros([length]);
        Initializer.Normal(1).Fill(vector.AsSpan(), vector.Shape, random);
        return (vector / vector.Square().Sum().Sqrt()).Detach();
    }

    private void Iterate(Tape caller)
    {
        using var tape = new Tape(caller.Backend, gradients: false);
        Tensor matrix = tape.Input(Original).Reshape(U.Length, V.Length);
        Tensor u = tape.Input(U.ToArray(), [U.Length, 1]);
        Tensor v = u;
        for (int i = 0; i < PowerIterations; i++)
        {
            v = Unit(matrix.Transpose().MatMul(u));
            u = Unit(matrix.MatMul(v));
        }

        U.CopyFrom(u.ToArray());
        V.CopyFrom(v.ToArray());
    }

    private Tensor Unit(Tensor vector) => vector / vector.Square().Sum().Sqrt().Maximum(Tensor.Scalar((float)Epsilon));
}
