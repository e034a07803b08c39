using static NormSharp.Clinic.FaultMaking;

namespace NormSharp.Clinic;

/// <summary>Faults that numbers and settings show, without any image.</summary>
internal static class NumberFaults
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Fault> All =>
    [
        State("NaN in statistics", "1 channel", ["BN013"], 1, norm => norm.RunningMean!.AsSpan()[0] = float.NaN),
        State("NaN in statistics", "all layers", ["BN013"], 99, norm => norm.RunningMean!.AsSpan()[0] = float.NaN),
        State("infinite variance", "1 channel", ["BN013"], 1, norm => norm.RunningVariance!.AsSpan()[0] = float.PositiveInfinity),
        State("infinite variance", "half of the first layer", ["BN013"], 1, norm
            => norm.RunningVariance!.AsSpan()[..((norm.Channels + 1) / 2)].Fill(float.PositiveInfinity)),
        State("negative variance", "1 channel", ["BN013"], 1, norm => norm.RunningVariance!.AsSpan()[0] = -0.5f),
        State("never updated", "1 layer", ["BN014"], 1, norm => norm.ResetRunningStatistics()),
        State("never updated", "all layers", ["BN014"], 99, norm => norm.ResetRunningStatistics()),
        State("never saved (zeros)", "all layers", ["BN014"], 99, norm =>
        {
            norm.RunningMean!.AsSpan().Clear();
            norm.RunningVariance!.AsSpan().Clear();
        }),
        State("frozen at the start", "all layers", ["BN011"], 99, norm =>
        {
            norm.ResetRunningStatistics();
            norm.FreezesStatistics = true;
        }),
        .. Momentum(),
        Settings("ε: momentum's place", "0.8", ["BN016"], "epsilon", _ => 0.8, _ => { }),
        Settings("ε: the channel count", "C", ["BN016"], "epsilon", norm => norm.Channels, _ => { }),
        Settings("ε: another argument", "0.1", ["BN016"], "epsilon", _ => 0.1, _ => { }),
    ];

    private static IEnumerable<Fault> Momentum()
    {
        foreach ((double weight, int batches) in new[] { (0.001, 300), (0.01, 50), (0.001, 1500) })
        {
            double share = Math.Pow(1 - weight, batches);
            string left = $"{share:0.00} of the start";
            yield return Settings("momentum too small", left, ["BN015"], "new_statistic_weight", _ => weight, norm =>
            {
                Mix(norm.RunningMean!.AsSpan(), 0, share);
                Mix(norm.RunningVariance!.AsSpan(), 1, share);
                norm.BatchesTracked!.Value = batches;
            });
        }

        foreach (double weight in new[] { 0.9, 0.99 })
        {
            yield return new Fault("momentum of the other convention", $"{weight}", ["BN012", .. Faults.Stale], (healthy, random)
                => LastBatches(healthy, weight, 8, "new_statistic_weight"));
        }
    }
}
