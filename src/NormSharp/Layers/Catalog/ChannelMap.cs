using NormSharp.Autograd;

namespace NormSharp.Layers;

/// <summary>
/// A layer that is linear from channels to channels, such as a convolution, as those see it who change its weight: a normalization beside
/// it can be folded into it, a bias before a normalization can be left out.
/// </summary>
/// <param name="Weight">[O, C / groups, …]; null where it is computed from other parameters, so that nothing can be folded into it.</param>
/// <param name="Bias">[O], or null. The layer's setting <c>bias</c> says whether there is one.</param>
internal sealed record ChannelMap(Parameter? Weight, Parameter? Bias)
{
    /// <summary>Into how many groups the channels fall.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>The dimension of its channels: 1, or −1 for a layer that works on the last dimension.</summary>
    public int Axis { get; init; } = 1;

    /// <summary>Whether zeros are read around the input, which a shift in front would have to change too.</summary>
    public bool PadsZeros { get; init; }
}
