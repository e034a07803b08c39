using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Reports;

/// <summary>What a study found.</summary>
internal sealed record Conclusion
{
    /// <summary>The verdict on each claim; at least one.</summary>
    public required IReadOnlyList<Judgement> Judgements { get; init; }

    /// <summary>The finding in a sentence or two, computed from the numbers.</summary>
    public required string Summary { get; init; }

    /// <summary>The pictures.</summary>
    public required IReadOnlyList<Figure> Figures { get; init; }

    /// <summary>The numbers.</summary>
    public required IReadOnlyList<ReportTable> Tables { get; init; }
}
