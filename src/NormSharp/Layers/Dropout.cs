using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// In training, zeroes each element with probability p and scales the others by 1/(1 − p); in evaluation, the identity
/// (Srivastava et al. 2014, in the inverted form).
/// </summary>
public sealed class Dropout : Module, IStochastic
{
    private static int s_constructed;

    private ulong _seed;
    private long _step;

    /// <summary>Makes the layer.</summary>
    /// <param name="probability">p, at least 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not in [0, 1).</exception>
    public Dropout(double probability = 0.5)
    {
        if (probability is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "a dropout probability is at least 0 and below 1");
        }

        Probability = probability;
        _seed = (ulong)Interlocked.Increment(ref s_constructed);
    }

    /// <summary>How likely an element is zeroed.</summary>
    public double Probability { get; }

    /// <inheritdoc/>
    public void Seed(ulong seed, long step) => (_seed, _step) = (seed, step);

    /// <inheritdoc/>
    public override LayerDescription Describe() => new(nameof(Dropout), new JsonObject { ["probability"] = Probability });

    /// <inheritdoc/>
    public override string ToString() => $"Dropout({Probability})";

    internal static Dropout FromSettings(LayerSettings settings) => new(settings.Double("probability"));

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => IsTraining ? x.Dropout(Probability, _seed, (ulong)_step++) : x;
}
