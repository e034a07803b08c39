namespace NormSharp.Clinic;

/// <summary>What the doctor said of one case.</summary>
/// <param name="Model">The healthy model.</param>
/// <param name="Fault">The fault.</param>
/// <param name="IsHeldOut">Whether its seed is of the half that thresholds were not set on.</param>
/// <param name="Ids">The findings that are warnings or errors.</param>
/// <param name="Errors">Those that are errors.</param>
/// <param name="Accuracy">Of the healthy model, of the case, and of the case after all safe repairs.</param>
/// <param name="Seconds">What examination and repair took.</param>
internal sealed record Outcome(
    string Model,
    Fault Fault,
    bool IsHeldOut,
    (double Healthy, double Ill, double Repaired) Accuracy,
    IReadOnlyList<string> Ids,
    IReadOnlyList<string> Errors,
    double Seconds)
{
    private const double Points = 0.02;

    /// <summary>Accuracy that the fault costs.</summary>
    public double Lost => Accuracy.Healthy - Accuracy.Ill;

    /// <summary>Whether it costs at least 2 points.</summary>
    public bool IsCostly => Fault.Ids.Length > 0 && Lost >= Points;

    /// <summary>Whether one of the findings names it.</summary>
    public bool IsNamed => Ids.Any(Fault.Ids.Contains);

    /// <summary>Share of what was lost that the repair brought back.</summary>
    public double Recovered => (Accuracy.Repaired - Accuracy.Ill) / Lost;
}
