using NormSharp.Backends;

namespace NormSharp.Inference;

/// <summary>How an <see cref="InferencePlan"/> is made.</summary>
public sealed record InferencePlanOptions
{
    /// <summary>
    /// Whether normalizations are folded into the layers beside them, which rounds differently in the last bits; without it the plan's
    /// outputs are those of the network bit for bit.
    /// </summary>
    public bool FoldsNormalization { get; init; } = true;

    /// <summary>The largest batch whose images lie in blocks of channels.</summary>
    internal int MostImagesInBlocks { get; init; } = 32;

    /// <summary>What computes, in float32; the CPU with all its processors when null. The plan does not dispose it.</summary>
    public Backend? Backend { get; init; }

    /// <summary>
    /// Has the plan measure by which algorithms, and on how many threads, its steps are fastest on its own shapes, and keep that; null for
    /// the usual choice, which follows from sizes alone. Outputs may differ in the last bits from those of a plan that is not tuned, also
    /// where <see cref="FoldsNormalization"/> is off.
    /// </summary>
    public PlanTuning? Tune { get; init; }

    /// <summary>What measures.</summary>
    internal PlanTuner Tuner { get; init; } = PlanTuner.Usual;

    /// <summary>The most bytes that the plan may take for activations; beyond it none is made. No limit when null.</summary>
    public long? MemoryLimit { get; init; }
}
