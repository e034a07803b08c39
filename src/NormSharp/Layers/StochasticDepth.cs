using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// In training, makes all of an image's values zeros with probability p and scales the other images by 1/(1 − p), so that a residual
/// branch is left out; in evaluation, the identity (Huang et al. 2016).
/// </summary>
internal sealed class StochasticDepth : Module, IStochastic
{
    private static int s_constructed;

    private ulong _seed;
    private long _step;

    /// <summary>Makes the layer.</summary>
    /// <param name="probability">p, at least 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not in [0, 1).</exception>
    public StochasticDepth(double probability)
    {
        if (probability is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "a probability of dropping is at least 0 and below 1");
        }

        Probability = probability;
        _seed = (ulong)Interlocked.Increment(ref s_constructed);
    }

    internal static LayerDefinition<StochasticDepth> Definition { get; } = new()
    {
        Type = nameof(StochasticDepth),
        Make = settings => new StochasticDepth(settings.Double("probability")),
        Describe = (layer, _) => new JsonObject { ["probability"] = layer.Probability },
        State = _ => StateSize.None,
        Output = (_, inputs) => inputs[0],
        IsView = true,
        Pass = (_, _) => null,
    };

    /// <summary>How likely an image is left out.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public void Seed(ulong seed, long step) => (_seed, _step) = (seed, step);

    /// <inheritdoc/>
    public override string ToString() => $"StochasticDepth({Probability})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => IsTraining ? x.DropImages(Probability, _seed, (ulong)_step++) : x;
}
