using NormSharp.Autograd;

namespace NormSharp.Layers;

/// <summary>A layer that normalises and then scales and shifts: what tools for normalization layers of every kind work on.</summary>
internal interface INormalizationLayer
{
    /// <summary>The dotted path from the root of the model.</summary>
    string Path { get; }

    /// <summary>What kind of layer this is, as summaries and files call it.</summary>
    string TypeName { get; }

    /// <summary>γ, or null where the layer does not scale.</summary>
    Parameter? Gamma { get; }

    /// <summary>β, or null where the layer does not shift.</summary>
    Parameter? Beta { get; }
}
