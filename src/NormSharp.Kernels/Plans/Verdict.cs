namespace NormSharp.Kernels.Plans;

/// <summary>What an algorithm says of a problem: whether it can compute it, whether it pays there, and why.</summary>
internal readonly record struct Verdict
{
    private Verdict(bool accepts, bool pays, string reason) => (Accepts, Pays, Reason) = (accepts, pays, reason);

    /// <summary>Whether the algorithm computes this problem correctly.</summary>
    public bool Accepts { get; }

    /// <summary>Whether it should run here unless an algorithm before it in the table pays too.</summary>
    public bool Pays { get; }

    /// <summary>Why, in words that continue after a colon: no capital letter, no full stop.</summary>
    public string Reason { get; }

    /// <summary>It cannot compute this.</summary>
    public static Verdict Refuses(string reason) => new(accepts: false, pays: false, reason);

    /// <summary>It can compute this, and another algorithm is expected to be faster.</summary>
    public static Verdict Loses(string reason) => new(accepts: true, pays: false, reason);

    /// <summary>It should run unless an earlier one pays.</summary>
    public static Verdict Wins(string reason) => new(accepts: true, pays: true, reason);
}
