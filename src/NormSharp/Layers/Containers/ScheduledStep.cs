namespace NormSharp.Layers;

/// <summary>A layer of a network, and what may be computed in its pass over memory; −1 where there is no such step.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Inputs">The numbers of what it reads.</param>
internal sealed record ScheduledStep(Module Layer, int[] Inputs)
{
    /// <summary>The step of the activation that alone reads the output.</summary>
    public int Activation { get; init; } = -1;

    /// <summary>The step of the average pooling that alone reads that activation's output.</summary>
    public int Pool { get; init; } = -1;

    /// <summary>The step of the sum of two, of which this is the side that may take the other in.</summary>
    public int Sum { get; init; } = -1;

    /// <summary>Of a sum: the step of the side that may take the other in.</summary>
    public int Taker { get; init; } = -1;
}
