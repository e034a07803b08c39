namespace NormSharp.Training;

/// <summary>What a live rule saw.</summary>
/// <param name="Layers">The layers concerned; none where it is the model as a whole.</param>
/// <param name="Measured">The numbers after it, by name.</param>
internal sealed record LiveSighting(IReadOnlyList<string> Layers, IReadOnlyDictionary<string, double> Measured);
