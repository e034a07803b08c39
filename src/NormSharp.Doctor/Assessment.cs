using NormSharp.Diagnosis.Catalog;
using NormSharp.Diagnosis.Data;
using NormSharp.Diagnosis.Repair;
using NormSharp.Diagnosis.Static;

namespace NormSharp.Diagnosis;

/// <summary>Makes findings of what rules saw and what repairs gained, and puts them in order.</summary>
internal static class Assessment
{
    // What a repair must gain, in points of accuracy, or change, in shares of images, so that its finding is more than a note.
    private const double Costly = 0.05;
    private const double Noticeable = 0.01;
    private const double ManyChanged = 0.3;
    private const double SomeChanged = 0.15;

    /// <summary>A finding with its cost.</summary>
    public static Finding Of(Observation seen, FindingCost? cost, bool hasImages, bool hasDomains = false)
        => new(seen.Id, Severity(seen, cost), seen.Layers, seen.Measured)
        {
            Words = seen.Words,
            Cost = cost,
            IsRepairable = Treatments.HasOrdinary(seen.Id) && Treatments.All.Any(
                treatment => treatment.Ids.Contains(seen.Id) && (!treatment.NeedsImages || hasImages)
                    && (!treatment.NeedsDomains || hasDomains)),
        };

    /// <summary>Costly ones first.</summary>
    public static IReadOnlyList<Finding> InOrder(IEnumerable<Finding> findings) =>
    [
        .. findings.OrderByDescending(finding => finding.Severity)
            .ThenByDescending(finding => finding.Cost?.Weight ?? 0)
            .ThenBy(finding => finding.Id, StringComparer.Ordinal),
    ];

    /// <summary>A layer's numbers, as reports show them.</summary>
    public static LayerReport Report(NormState norm, IReadOnlyList<LayerDrift>? drifts)
    {
        LayerDrift? drift = drifts?.FirstOrDefault(drift => drift.Stored.Path == norm.Path);
        return new LayerReport(norm.Path, norm.TypeName, norm.Channels)
        {
            MeanShift = drift?.Shift,
            LogVarianceRatio = drift?.LogRatio,
            Gamma = norm.Gamma is null ? null : [.. norm.Gamma.Select(value => (double)value)],
            DeadShare = (double)DeadChannels.Count(norm) / norm.Channels,
            Stored = norm,
            Seen = drift?.Seen,
        };
    }

    private static FindingSeverity Severity(Observation seen, FindingCost? cost)
    {
        FindingSeverity usual = seen.Severity ?? RuleCatalog.Of(seen.Id).Severity;
        if (cost is null || usual == FindingSeverity.Note)
        {
            return usual;
        }

        if (double.IsNaN(cost.EntropyBefore))
        {
            return FindingSeverity.Error;
        }

        // What is measured overrides what is usual, but for faults that no evaluation excuses.
        return cost.Gain is double gain
            ? gain >= Costly ? FindingSeverity.Error : gain >= Noticeable ? FindingSeverity.Warning : Mild(seen)
            : cost.ChangedPredictions >= ManyChanged ? FindingSeverity.Error
            : cost.ChangedPredictions >= SomeChanged ? FindingSeverity.Warning : Mild(seen);
    }

    private static FindingSeverity Mild(Observation seen)
        => seen.Id is "BN013" or "BN014" or "BN025" or "BN033" or "BN034" || OddEpsilon.Outweighs(seen)
            ? FindingSeverity.Warning
            : FindingSeverity.Note;
}
