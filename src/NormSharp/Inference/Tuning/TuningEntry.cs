namespace NormSharp.Inference;

/// <summary>What was measured for a problem.</summary>
/// <param name="Setting">The way that is kept.</param>
/// <param name="Among">The algorithms that there were, the usual one first: with others the measurement is of no use.</param>
/// <param name="Microseconds">What a step takes so.</param>
/// <param name="UsualMicroseconds">What it takes in the usual way.</param>
internal sealed record TuningEntry(StepSetting Setting, IReadOnlyList<string> Among, double Microseconds, double UsualMicroseconds)
{
    /// <summary>Whether it was measured among the same algorithms, and keeps one of the ways that there are.</summary>
    public bool Fits(StepChoice choice) => Among.SequenceEqual(choice.Algorithms) && choice.Settings.Contains(Setting);
}
