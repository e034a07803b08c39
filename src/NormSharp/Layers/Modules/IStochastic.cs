namespace NormSharp.Layers;

/// <summary>
/// A layer that draws random numbers. What it draws is a function of seed and step alone, so that a resumed training draws what an
/// uninterrupted one would.
/// </summary>
internal interface IStochastic
{
    /// <summary>Sets what the next forward pass in training mode draws.</summary>
    /// <param name="seed">The run's seed, mixed with something of this layer's own.</param>
    /// <param name="step">The training step; every forward pass moves on by one.</param>
    void Seed(ulong seed, long step);
}
