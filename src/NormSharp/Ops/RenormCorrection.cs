using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>
/// What carries a batch's own normalization over to that of the running statistics: (x − μ)/σ = (x − μ_B)/σ_B · r + d, with r = σ_B/σ and
/// d = (μ_B − μ)/σ, both clipped and both constants to the gradient (Ioffe 2017, section 3).
/// </summary>
/// <param name="R">r [C].</param>
/// <param name="D">d [C].</param>
internal readonly record struct RenormCorrection(Tensor R, Tensor D)
{
    /// <summary>r and d, where a deviation σ is √(variance + ε).</summary>
    /// <param name="tape">Whose memory the result is in.</param>
    /// <param name="batch">μ_B and σ_B, from the population variance that the batch is normalized with.</param>
    /// <param name="running">μ and σ, as they are now; its ε counts for both.</param>
    /// <param name="rMax">r lies between 1/rMax and rMax; at least 1.</param>
    /// <param name="dMax">d lies between −dMax and dMax; at least 0.</param>
    public static RenormCorrection Between(
        Tape tape, in BatchStatistics batch, in StoredStatistics running, double rMax, double dMax)
    {
        var correction = new RenormCorrection(tape.Rent(running.Mean.Shape), tape.Rent(running.Mean.Shape));
        tape.Backend.Statistics.Renormalize(
            batch,
            BatchNormalization.Current(tape, running.Mean),
            BatchNormalization.Current(tape, running.Variance),
            new RenormLimits(running.Epsilon, rMax, dMax),
            correction.R,
            correction.D);
        return correction;
    }

    /// <summary>γ·(x̂·r + d) + β = (γ·r)·x̂ + (γ·d + β): the scale and the shift that a plain normalization then takes.</summary>
    /// <param name="gamma">γ [C], or null for 1.</param>
    /// <param name="beta">β [C], or null for 0.</param>
    /// <param name="x">A tensor on the tape that the result shall be on.</param>
    public (Tensor Gamma, Tensor Beta) Apply(Parameter? gamma, Parameter? beta, Tensor x)
    {
        Tensor scaled = gamma is null ? R : gamma.On(x) * R;
        Tensor shifted = gamma is null ? D : gamma.On(x) * D;
        return (scaled, beta is null ? shifted : beta.On(x) + shifted);
    }
}
