namespace NormSharp.Layers;

/// <summary>One step of a <see cref="Dataflow"/>: a layer and where its inputs come from.</summary>
/// <param name="Name">The child's name; empty for a layer that is no child of the container, such as a sum without settings.</param>
/// <param name="Layer">What is computed.</param>
/// <param name="Inputs">Numbers of values: the container's inputs first, then the outputs of the steps in order.</param>
internal sealed record DataflowStep(string Name, Module Layer, params IReadOnlyList<int> Inputs)
{
    /// <summary>What messages call a step without a name, before the container's path: <c>the sum of residual block</c>.</summary>
    public string? Title { get; init; }
}
