using NormSharp.Autograd;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Weight normalization: each row of the weight has a length and a direction of its own, w_o = g_o · v_o / ‖v_o‖.
/// </summary>
/// <remarks>
/// <para>At first g is the length of each row of the wrapped layer's weight, so that nothing changes. The same holds after
/// <see cref="Module.Initialize"/>.</para>
/// <para>The gradient by v is orthogonal to v: steps change its direction and let it grow. Training and evaluation compute the same. A row
/// of zeros has no direction, and gives NaN, as in PyTorch.</para>
/// <para>State: <c>weight_g</c> [O, 1, …], <c>weight_v</c> of the weight's shape, <c>bias</c>: those of <c>torch.nn.utils.weight_norm</c>
/// with dim 0.</para>
/// <para>Source: Salimans and Kingma 2016, "Weight Normalization: A Simple Reparameterization to Accelerate Training of Deep Neural
/// Networks", section 2.</para>
/// </remarks>
public sealed class WeightNorm : WeightReparametrization
{
    /// <summary>Wraps a layer; its parameters become the wrapper's.</summary>
    /// <param name="layer">A <see cref="Conv2d"/> or <see cref="Linear"/> that stands in no model.</param>
    /// <exception cref="ArgumentException">The layer is of another kind.</exception>
    public WeightNorm(Module layer)
        : base(layer, "weight_v")
    {
        int[] extents = [Source.Shape[0], .. Enumerable.Repeat(1, Source.Rank - 1)];
        Length = AddParameter("weight_g", Shape.Create(extents), new RowLengths(Source));
    }

    internal static LayerDefinition<WeightNorm> Definition { get; } = Define(
        nameof(WeightNorm), settings => new WeightNorm(settings.Layer("layer")), weight => new StateSize(weight[0]));

    /// <summary>g [O, 1, …]: the length of each row.</summary>
    public Parameter Length { get; }

    /// <summary>v, of the weight's shape: the direction of each row; its length does not matter.</summary>
    public Parameter Direction => Source;

    private protected override Tensor Compute(Tensor x)
    {
        int outputs = Source.Shape[0];
        Tensor rows = OnTapeOf(x, Direction).Reshape(outputs, -1);
        Tensor norms = rows.Square().Sum([1], keepDim: true).Sqrt();
        return (rows * (OnTapeOf(x, Length).Reshape(outputs, 1) / norms)).Reshape(Source.Shape.AsSpan());
    }

    /// <summary>The length of each row of another parameter, which must have been drawn before.</summary>
    private sealed class RowLengths(Parameter source) : Initializer
    {
        internal override void Fill(Span<float> values, Shape shape, Philox random)
        {
            ReadOnlySpan<float> weights = source.AsSpan();
            int length = values.Length == 0 ? 0 : weights.Length / values.Length;
            for (int row = 0; row < values.Length; row++)
            {
                double sum = 0;
                foreach (float weight in weights.Slice(row * length, length))
                {
                    sum += (double)weight * weight;
                }

                values[row] = (float)Math.Sqrt(sum);
            }
        }
    }
}
