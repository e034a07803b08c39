namespace NormSharp.Layers;

/// <summary>
/// The settings of a <see cref="BatchRenorm"/>; the defaults are those of the paper's experiments (Ioffe 2017, section 4.1).
/// </summary>
public record BatchRenormOptions : BatchNormOptions
{
    /// <summary>The paper's settings; the weight of new statistics is 0.01 here.</summary>
    public BatchRenormOptions() => NewStatisticWeight = 0.01;

    /// <summary>What r is clipped to in the end: [1/rMax, rMax]; at least 1.</summary>
    public double RMax { get; init; } = 3;

    /// <summary>What d is clipped to in the end: [−dMax, dMax]; at least 0.</summary>
    public double DMax { get; init; } = 5;

    /// <summary>So many first steps are plain batch normalization: r = 1, d = 0.</summary>
    public long PlainSteps { get; init; } = 5000;

    /// <summary>
    /// The step at which r reaches its bounds, which grow linearly from 1 until then; not before <see cref="PlainSteps"/>.
    /// </summary>
    public long RMaxStep { get; init; } = 40_000;

    /// <summary>
    /// The step at which d reaches its bounds, which grow linearly from 0 until then; not before <see cref="PlainSteps"/>.
    /// </summary>
    public long DMaxStep { get; init; } = 25_000;
}
