namespace NormSharp.Layers;

/// <summary>
/// A batch gave a normalization layer statistics that are NaN or infinite; its running statistics were left as they were.
/// </summary>
internal sealed class NonFiniteStatisticsException : NormSharpException
{
    /// <summary>Says which layer saw it.</summary>
    /// <param name="layer">The path of the layer.</param>
    /// <param name="channel">The first channel concerned.</param>
    public NonFiniteStatisticsException(string layer, int channel)
        : base(
            $"layer {layer}: the statistics of channel {channel} over this batch are not finite (NaN or infinity in its input); the "
                + "running statistics were left as they were")
    {
        Layer = layer;
        Channel = channel;
    }

    /// <summary>The path of the layer that saw it first.</summary>
    public string Layer { get; }

    /// <summary>The first channel concerned.</summary>
    public int Channel { get; }
}
