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

    internal static LayerDefinition<Dropout> Definition { get; } = new()
    {
        Type = nameof(Dropout),
        Make = settings => new Dropout(settings.Double("probability")),
        Describe = (layer, _) => new JsonObject { ["probability"] = layer.Probability },
        State = _ => StateSize.None,
        Output = (_, inputs) => inputs[0],
        IsView = true,
        Pass = (_, _) => null,
    };

    /// <inheritdoc/>
    public override string ToString() => $"Dropout({Probability})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => IsTraining ? x.Dropout(Probability, _seed, (ulong)_step++) : x;
}
