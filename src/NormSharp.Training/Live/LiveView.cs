namespace NormSharp.Training;

/// <summary>What live rules look at after a step.</summary>
internal sealed class LiveView(IReadOnlyList<NormWatch> norms, double chance)
{
    /// <summary>Steps made so far.</summary>
    public long Step { get; set; }

    /// <summary>The mean loss of the step.</summary>
    public double Loss { get; set; }

    /// <summary>The loss of one who guesses: ln(classes).</summary>
    public double Chance { get; } = chance;

    /// <summary>How unequal the ranks' shares of the step's images are: their deviation over their mean.</summary>
    public double Imbalance { get; set; }

    /// <summary>Whether the layers were looked at in this step.</summary>
    public bool HasNorms { get; set; }

    /// <summary>The batch normalizations that keep statistics, as the step left them.</summary>
    public IReadOnlyList<NormWatch> Norms { get; } = norms;

    /// <summary>The paths of the layers that something holds of.</summary>
    public IReadOnlyList<string> PathsWhere(Predicate<NormWatch> holds)
        => [.. Norms.Where(norm => holds(norm)).Select(norm => norm.Path)];
}
