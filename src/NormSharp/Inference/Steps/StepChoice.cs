namespace NormSharp.Inference;

/// <summary>What a step of a plan computes, and the ways in which it can.</summary>
/// <param name="Problem">Operation and sizes in one line; steps of the same line are tuned as one.</param>
/// <param name="Algorithms">The algorithms, the usual one first; empty where there is nothing to choose.</param>
/// <param name="Settings">The ways, the usual one first.</param>
internal sealed record StepChoice(string Problem, IReadOnlyList<string> Algorithms, IReadOnlyList<StepSetting> Settings)
{
    /// <summary>All ways that a step has.</summary>
    /// <param name="problem">Operation and sizes.</param>
    /// <param name="algorithms">The algorithms, the usual one first.</param>
    /// <param name="triesAlone">Whether there are threads to do without.</param>
    public static StepChoice Of(string problem, IReadOnlyList<string> algorithms, bool triesAlone)
    {
        var settings = new List<StepSetting>();
        foreach (string? algorithm in algorithms.DefaultIfEmpty())
        {
            settings.Add(new StepSetting(algorithm, IsAlone: false));
            if (triesAlone)
            {
                settings.Add(new StepSetting(algorithm, IsAlone: true));
            }
        }

        return new StepChoice(problem, algorithms, settings);
    }
}
