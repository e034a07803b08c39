namespace NormSharp.Clinic;

/// <summary>Every kind of fault, and healthy models that look odd.</summary>
internal static class Faults
{
    /// <summary>Findings that say that statistics are not those of the images, however they came to be.</summary>
    public static readonly string[] Stale = ["BN030", "BN031", "BN032"];

    /// <summary>The finding that says that images are given in a wrong way.</summary>
    public static readonly string[] Wrong = ["BN033"];

    private static readonly Dictionary<(string Kind, string Strength), Fault> ByName;

    static Faults() => ByName = All.ToDictionary(fault => (fault.Kind, fault.Strength));

    /// <summary>Faults of numbers, statistics, images and input, at their strengths; several at once at the end.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        .. NumberFaults.All, .. StatisticFaults.All, .. ImageFaults.All, .. SeveralFaults.All, .. OddButHealthy.All,
    ];

    /// <summary>One of them.</summary>
    public static Fault Find(string kind, string strength) => ByName[(kind, strength)];
}
