using NormSharp.Diagnosis.Catalog;
using NormSharp.Diagnosis.Inputs;

namespace NormSharp.Diagnosis;

/// <summary>What an examination found, what it measured, and what it could not look at.</summary>
/// <param name="Name">What the model is called.</param>
/// <param name="Findings">What was found, costly ones first.</param>
/// <param name="Unexamined">What could not be looked at, and what to give.</param>
/// <param name="Layers">The normalization layers that keep statistics, in the order of the model.</param>
public sealed record Examination(
    string Name, IReadOnlyList<Finding> Findings, IReadOnlyList<Unexamined> Unexamined, IReadOnlyList<LayerReport> Layers)
{
    /// <summary>Images that outputs were measured on; 0 without images.</summary>
    public int Images { get; init; }

    /// <summary>Share of them that the model has right in evaluation mode; null without labels.</summary>
    public double? Accuracy { get; init; }

    /// <summary>
    /// Share of them that it has right where each layer normalises with the batch's own statistics, as in training; null without labels.
    /// </summary>
    public double? BatchModeAccuracy { get; init; }

    /// <summary>Whether nothing was found that matters: there may be notes.</summary>
    public bool IsHealthy => !Findings.Any(finding => finding.Severity > FindingSeverity.Note);

    /// <summary>The kinds of normalization that keep no running statistics, and how many layers each has.</summary>
    internal IReadOnlyList<(string TypeName, int Count)> Others { get; init; } = [];

    /// <summary>Whether there is no layer to examine: normalization is folded, or the network has none.</summary>
    internal bool HasNothing { get; init; }

    /// <summary>Seconds that it took.</summary>
    public double Seconds { get; init; }

    /// <summary>The same with what stands beside findings in a language; findings know both.</summary>
    internal Examination In(ReportLanguage language) => this with
    {
        Unexamined = [.. Unexamined.Select(open => new Unexamined(Phrases.In(language, open.What), Phrases.In(language, open.Need)))],
    };

    /// <summary>The convention of input that was found to be the right one; null where what was given is right.</summary>
    internal InputConvention? Convention { get; init; }
}
