using NormSharp.Data;
using NormSharp.Diagnosis.Catalog;
using NormSharp.Layers;

namespace NormSharp.Diagnosis;

/// <summary>A repaired copy of a model.</summary>
/// <param name="Module">The copy; the model itself was left alone.</param>
/// <param name="Normalization">How its input is to be centred and scaled; null for v/255.</param>
/// <param name="Steps">What was tried, in order.</param>
/// <param name="Total">The outputs before the first and after the last repair; null where there were no images to measure on.</param>
public sealed record RepairResult(Module Module, Normalization? Normalization, IReadOnlyList<RepairStep> Steps, FindingCost? Total)
{
    /// <summary>Whether anything was changed.</summary>
    public bool HasChanged => Steps.Any(step => step.IsKept);

    /// <summary>The network without what was put before it to set its input right.</summary>
    internal Module Network { get; init; } = Module;

    /// <summary>The same with the names of repairs in a language.</summary>
    internal RepairResult In(ReportLanguage language) => this with
    {
        Steps =
        [
            .. Steps.Select(step => step with
            {
                Repair = Phrases.In(language, step.Repair),
                Reason = step.Reason is null ? null : Phrases.In(language, step.Reason),
            }),
        ],
    };
}
