namespace NormSharp.Transforms;

/// <summary>A normalization that another layer took over.</summary>
/// <param name="Name">Its path below the network.</param>
/// <param name="Kind">What kind of layer it was.</param>
/// <param name="Into">The path of the convolution or linear layer that does its work now.</param>
public sealed record FoldedNormalization(string Name, string Kind, string Into)
{
    /// <summary>Whether that layer stands before it or after it.</summary>
    internal FoldDirection Direction { get; init; }
}
