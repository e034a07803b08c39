namespace NormSharp.Transforms;

/// <summary>A normalization that stays, because no layer can take it over exactly.</summary>
/// <param name="Name">Its path below the network.</param>
/// <param name="Kind">What kind of layer it is.</param>
/// <param name="Reason">Why it stays, naming the layers that stand in the way.</param>
public sealed record UnfoldedNormalization(string Name, string Kind, string Reason);
