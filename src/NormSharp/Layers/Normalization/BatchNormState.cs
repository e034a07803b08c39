using NormSharp.Autograd;

namespace NormSharp.Layers;

/// <summary>What a batch normalization computes with: γ and β, and running statistics, each where the layer has them.</summary>
internal sealed record BatchNormState(Parameter? Gamma, Parameter? Beta, RunningStatistics? Running)
{
    /// <summary>Of a layer that does not know its channels yet.</summary>
    public static BatchNormState Unknown { get; } = new(null, null, null);
}
