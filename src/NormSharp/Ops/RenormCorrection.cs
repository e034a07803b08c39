using NormSharp.Autograd;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>
/// What carries a batch's own normalization over to that of the running statistics: (x − μ)/σ = (x − μ_B)/σ_B · r + d, with r = σ_B/σ and
/// d = (μ_B − μ)/σ, both clipped and both constants to the gradient (Ioffe 2017, section 3).
/// </summary>
internal sealed class RenormCorrection
{
    private readonly double[] _scale;
    private readonly double[] _shift;

    private RenormCorrection(double[] scale, double[] shift) => (_scale, _shift) = (scale, shift);

    /// <summary>r of each channel.</summary>
    public ReadOnlySpan<double> Scale => _scale;

    /// <summary>d of each channel.</summary>
    public ReadOnlySpan<double> Shift => _shift;

    /// <summary>r = clip(σ_B/σ, 1/rMax, rMax) and d = clip((μ_B − μ)/σ, −dMax, dMax), where a deviation σ is √(variance + ε).</summary>
    /// <param name="batch">μ_B and σ_B, from the population variance that the batch is normalized with.</param>
    /// <param name="running">μ and σ, from what is stored.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="rMax">At least 1.</param>
    /// <param name="dMax">At least 0.</param>
    /// <exception cref="ArgumentException">The two have different channels.</exception>
    public static RenormCorrection Between(ChannelMoments batch, ChannelMoments running, double epsilon, double rMax, double dMax)
    {
        if (batch.Channels != running.Channels)
        {
            throw new ArgumentException($"a batch of {batch.Channels} channels and running statistics of {running.Channels}");
        }

        var scale = new double[batch.Channels];
        var shift = new double[batch.Channels];
        for (int c = 0; c < scale.Length; c++)
        {
            double deviation = Math.Sqrt(running.PopulationVariance(c) + epsilon);
            scale[c] = Math.Clamp(Math.Sqrt(batch.PopulationVariance(c) + epsilon) / deviation, 1 / rMax, rMax);
            shift[c] = Math.Clamp((batch.Mean[c] - running.Mean[c]) / deviation, -dMax, dMax);
        }

        return new RenormCorrection(scale, shift);
    }

    /// <summary>γ·(x̂·r + d) + β = (γ·r)·x̂ + (γ·d + β): the scale and the shift that a plain normalization then takes.</summary>
    /// <param name="gamma">γ [C], or null for 1.</param>
    /// <param name="beta">β [C], or null for 0.</param>
    /// <param name="x">A tensor on the tape that the result shall be on.</param>
    public (Tensor Gamma, Tensor Beta) Apply(Parameter? gamma, Parameter? beta, Tensor x)
    {
        Tape tape = Tape.Of(x);
        Tensor r = Constant(tape, _scale);
        Tensor d = Constant(tape, _shift);
        Tensor scaled = gamma is null ? r : gamma.On(x) * r;
        Tensor shifted = gamma is null ? d : gamma.On(x) * d;
        return (scaled, beta is null ? shifted : beta.On(x) + shifted);
    }

    private static Tensor Constant(Tape tape, double[] values)
    {
        Tensor tensor = tape.Rent([values.Length]);
        tape.Backend.Write<double>(values, tensor);
        return tensor;
    }
}
