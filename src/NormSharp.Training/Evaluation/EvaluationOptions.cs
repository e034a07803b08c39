using NormSharp.Backends;
using NormSharp.Data;

namespace NormSharp.Training;

/// <summary>How <see cref="Evaluator"/> goes through a set.</summary>
public sealed record EvaluationOptions
{
    /// <summary>Images of a batch; it has no influence on the accuracy.</summary>
    public int BatchSize { get; init; } = 256;

    /// <summary>How the model's input is centred and scaled; null for v/255.</summary>
    public Normalization? Normalization { get; init; }

    /// <summary>What computes; the CPU with all its processors when null.</summary>
    public Backend? Backend { get; init; }

    /// <summary>The most bytes that a batch's activations may take; beyond it nothing is evaluated. No limit when null.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Hears how many batches of how many are done.</summary>
    public Action<int, int>? Progress { get; init; }
}
