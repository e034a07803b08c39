namespace NormSharp.Layers;

/// <summary>
/// A value of a network that is being built: what a <see cref="NetworkBuilder"/> gives, and takes as the input of layers.
/// </summary>
public sealed class SymbolicTensor
{
    internal SymbolicTensor(NetworkBuilder owner, string name) => (Owner, Name) = (owner, name);

    /// <summary>The name of the layer that gives it, or of the network's input.</summary>
    public string Name { get; }

    internal NetworkBuilder Owner { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
