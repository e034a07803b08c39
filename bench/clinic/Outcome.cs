namespace NormSharp.Clinic;

/// <summary>What the doctor said of one case.</summary>
/// <param name="Model">The healthy model.</param>
/// <param name="IsHeldOut">Whether the model is of the half that thresholds were not set on.</param>
/// <param name="Kind">The fault's kind.</param>
/// <param name="Strength">Its strength.</param>
/// <param name="Seed">What it was drawn from.</param>
/// <param name="Ids">The findings that are warnings or errors.</param>
/// <param name="Errors">Those that are errors.</param>
internal sealed record Outcome(
    string Model, bool IsHeldOut, string Kind, string Strength, int Seed, IReadOnlyList<string> Ids, IReadOnlyList<string> Errors)
{
    private const double Points = 0.02;

    /// <summary>Accuracy of the healthy model.</summary>
    public double Healthy { get; init; }

    /// <summary>Accuracy of the case.</summary>
    public double Ill { get; init; }

    /// <summary>Accuracy of the case after all safe repairs.</summary>
    public double Repaired { get; init; }

    /// <summary>Two standard errors of what is lost: 2·√(share of images whose class changes / images).</summary>
    public double Noise { get; init; }

    /// <summary>What examination and repair took.</summary>
    public double Seconds { get; init; }

    /// <summary>The fault.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public Fault Fault => Faults.Find(Kind, Strength);

    /// <summary>Accuracy that the fault costs.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double Lost => Healthy - Ill;

    /// <summary>Whether it costs at least 2 points of the images at hand.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool LosesPoints => !Fault.IsHealthy && Lost >= Points;

    /// <summary>Whether it costs at least 2 points, and more than chance.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsCostly => LosesPoints && Lost > Noise;

    /// <summary>Whether the findings name it; of several faults at once, each.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsNamed => Ids.Any(Fault.Ids.Contains) && Fault.Parts.All(part => part.Any(Ids.Contains));

    /// <summary>Share of what was lost that the repair brought back.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public double Recovered => (Repaired - Ill) / Lost;
}
