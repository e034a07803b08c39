using NormSharp.Diagnosis.Static;

namespace NormSharp.Diagnosis.Data;

/// <summary>How far a layer's stored statistics are from those of images.</summary>
/// <param name="Stored">The layer as it is.</param>
/// <param name="Seen">The same layer with the statistics of the images.</param>
internal sealed record LayerDrift(NormState Stored, NormState Seen)
{
    private const double FarMean = 0.25;
    private const double FarVariance = 0.35;

    // What a few hundred other images of the same kind leave.
    private const double SomeMean = 0.08;
    private const double SomeVariance = 0.1;

    /// <summary>|μ − μ'| / √(σ'² + ε), a channel; the first is stored, the second that of the images.</summary>
    public double[] Shift { get; } = [.. Enumerable.Range(0, Stored.Channels).Select(c => ShiftOf(Stored, Seen, c))];

    /// <summary>ln((σ² + ε)/(σ'² + ε)), a channel.</summary>
    public double[] LogRatio { get; } = [.. Enumerable.Range(0, Stored.Channels).Select(c => LogRatioOf(Stored, Seen, c))];

    /// <summary>The mean over channels of the shift; infinite where a statistic is no number.</summary>
    public double MeanShift => Known(Shift.Average());

    /// <summary>The mean over channels of the ratio's size; infinite where a statistic is no number.</summary>
    public double MeanLogRatio => Known(LogRatio.Average(Math.Abs));

    /// <summary>Whether it is off by more than a healthy training leaves.</summary>
    public bool IsFar => MeanShift > FarMean || MeanLogRatio > FarVariance;

    /// <summary>Whether it is off by more than a few hundred images of the same kind differ from others.</summary>
    public bool IsNoticeable => MeanShift > SomeMean || MeanLogRatio > SomeVariance;

    /// <summary>The drift that the statistics of another layer would have here.</summary>
    public LayerDrift With(NormState other)
        => new(Stored with { Mean = other.Mean, Variance = other.Variance }, Seen);

    private static double Known(double value) => double.IsNaN(value) ? double.PositiveInfinity : value;

    private static double ShiftOf(NormState stored, NormState seen, int c)
        => Math.Abs((double)stored.Mean[c] - seen.Mean[c]) / Math.Sqrt(seen.Variance[c] + Epsilon(stored));

    private static double LogRatioOf(NormState stored, NormState seen, int c)
        => Math.Log((stored.Variance[c] + Epsilon(stored)) / (seen.Variance[c] + Epsilon(stored)));

    private static double Epsilon(NormState stored) => stored.Epsilon ?? 1e-5;
}
