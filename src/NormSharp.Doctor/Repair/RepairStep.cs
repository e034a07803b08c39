using NormSharp.Diagnosis.Catalog;

namespace NormSharp.Diagnosis;

/// <summary>One repair: for what, what it did, and whether it was kept.</summary>
/// <param name="Repair">What was done.</param>
/// <param name="Ids">The findings that it was for.</param>
/// <param name="IsKept">Whether it stays; one that harms, or does not help where that is asked, is undone.</param>
/// <param name="Cost">The outputs before and after it; null where there were no images to measure on.</param>
public sealed record RepairStep(string Repair, IReadOnlyList<string> Ids, bool IsKept, FindingCost? Cost)
{
    /// <summary>Why it was not kept, or not tried; null where it stays.</summary>
    public string? Reason { get; init; }
}
