using NormSharp.Layers;

namespace NormSharp.Interop.Keras.Networks;

/// <summary>Planes [N, C, H, W] in the network.</summary>
/// <param name="Tensor">The value in the network.</param>
/// <param name="Channels">C.</param>
/// <param name="Height">H, or null where it is free.</param>
/// <param name="Width">W, or null where it is free.</param>
/// <param name="IsLast">Whether Keras has the channels last.</param>
internal sealed record KerasPlanes(SymbolicTensor Tensor, int Channels, int? Height, int? Width, bool IsLast)
{
    /// <summary>Whether Keras has them as a sequence, [N, W, C].</summary>
    public bool AreSequence { get; init; }

    /// <summary>The value as Keras has it.</summary>
    public KerasValue ToValue()
        => new(Tensor, AreSequence ? [Width, Channels] : IsLast ? [Height, Width, Channels] : [Channels, Height, Width])
        {
            IsMoved = IsLast,
        };
}
