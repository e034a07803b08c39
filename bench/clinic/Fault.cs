using NormSharp.Primitives;

namespace NormSharp.Clinic;

/// <summary>A kind of fault at a strength.</summary>
/// <param name="Kind">What tables call it.</param>
/// <param name="Strength">How strong.</param>
/// <param name="Ids">The findings that name it; the first is the best. None for healthy models that look odd.</param>
/// <param name="Make">Makes a case; null where the model cannot have the fault.</param>
internal sealed record Fault(string Kind, string Strength, string[] Ids, Func<Healthy, Philox, Case?> Make)
{
    /// <summary>Whether the doctor has a repair for it.</summary>
    public bool IsRepairable { get; init; } = true;

    /// <summary>Whether chance enters: one that it does not enter is made once of a model.</summary>
    public bool IsRandom { get; init; }

    /// <summary>Of several faults at once the findings that name each; empty where it is one.</summary>
    public IReadOnlyList<string[]> Parts { get; init; } = [];

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsHealthy => Ids.Length == 0;
}
