using NormSharp.Diagnosis.Repair;
using NormSharp.Layers;
using static NormSharp.Clinic.FaultMaking;

namespace NormSharp.Clinic;

/// <summary>Several faults at once; each must be named.</summary>
internal static class SeveralFaults
{
    private static string[] Stale => Faults.Stale;

    /// <summary>All of them.</summary>
    public static IEnumerable<Fault> All =>
    [
        Several("two at once: NaN and stale", "1 layer each", [["BN013"], Stale], (healthy, random) =>
        {
            Module model = healthy.Copy();
            Drift(Norms(model)[^1], 1, 0.5, random);
            Norms(model)[0].RunningVariance!.AsSpan()[0] = float.NaN;
            return With(healthy, model);
        }),
        Several("two at once: ε and never updated", "ε = 8 median σ², 1 layer each", [["BN014"], ["BN016"]], (healthy, random) =>
        {
            // Of raw pixels the first layer's variances are thousands: an ε of 8 is none that anything feels.
            BatchNorm first = Norms(healthy.Module)[0];
            double median = first.RunningVariance!.ToArray().Order().ElementAt(first.Channels / 2);
            double epsilon = Math.Max(8 * median, 0.1);
            Module model = Rewriting.Settings(healthy.Copy(), [first.Path], settings => settings["epsilon"] = epsilon);
            Norms(model)[^1].ResetRunningStatistics();
            return With(healthy, model);
        }),
        Several("two at once: input 0…255 and never updated", "last layer", [["BN033"], ["BN014"]], (healthy, random) =>
        {
            int channels = healthy.Train.Shape.Channels;
            Case? given = Given(healthy, new Data.Normalization(
                [.. Enumerable.Repeat(0f, channels)], [.. Enumerable.Repeat(1f / 255, channels)]));
            if (given is not null)
            {
                Norms(given.Module)[^1].ResetRunningStatistics();
            }

            return given;
        }),
        Several("three at once: NaN, never updated, stale", "1 layer each", [["BN013"], ["BN014"], Stale], (healthy, random) =>
        {
            Module model = healthy.Copy();
            BatchNorm[] norms = Norms(model);
            norms[0].RunningMean!.AsSpan()[0] = float.NaN;
            norms[1].ResetRunningStatistics();
            Drift(norms[^1], 1, 1, random);
            return With(healthy, model);
        }),
    ];

    private static Fault Several(
        string kind, string strength, string[][] parts, Func<Healthy, Primitives.Philox, Case?> make)
        => new(kind, strength, [.. parts.SelectMany(part => part)], make) { Parts = parts, IsRandom = parts.Contains(Stale) };
}
