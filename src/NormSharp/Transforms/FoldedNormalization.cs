namespace NormSharp.Transforms;

/// <summary>A normalization that another layer took over.</summary>
/// <param name="Name">Its path below the network.</param>
/// <param name="Kind">What kind of layer it was.</param>
/// <param name="Into">The path of the convolution or linear layer that does its work now.</param>
/// <param name="Direction">Whether that layer stands in front of it or behind it.</param>
public sealed record FoldedNormalization(string Name, string Kind, string Into, FoldDirection Direction);
