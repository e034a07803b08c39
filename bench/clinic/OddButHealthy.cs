using NormSharp.Layers;
using static NormSharp.Clinic.FaultMaking;

namespace NormSharp.Clinic;

/// <summary>Models that nothing is wrong with, though they look odd.</summary>
internal static class OddButHealthy
{
    /// <summary>What every model is examined as that nothing was done to.</summary>
    public static Fault Untouched { get; } = State("healthy: untouched", "–", [], 0, _ => { });

    /// <summary>All of them.</summary>
    public static IEnumerable<Fault> All =>
    [
        Untouched,
        State("healthy: 1 batch tracked", "–", [], 99, norm => norm.BatchesTracked!.Value = 1),
        State("healthy: different counts", "–", [], 1, norm => norm.BatchesTracked!.Value += 777),
        new Fault("healthy: pruned channels", "5 % of γ = 0, recalibrated", [], (healthy, _) =>
        {
            Module model = healthy.Copy();
            foreach (BatchNorm norm in Norms(model))
            {
                float[] gamma = norm.Gamma!.ToArray();
                foreach (int c in Enumerable.Range(0, gamma.Length).OrderBy(c => Math.Abs(gamma[c])).Take(gamma.Length / 20))
                {
                    norm.Gamma!.AsSpan()[c] = 0;
                }
            }

            return Recalibrated(healthy, model);
        }),
        new Fault("healthy: weights in 8 bits", "–", [], (healthy, _) =>
        {
            Module model = healthy.Copy();
            foreach ((string name, Autograd.Parameter weight) in model.NamedParameters().Where(entry => entry.Parameter.Rank > 1))
            {
                float scale = weight.ToArray().Max(Math.Abs) / 127;
                Each(weight.AsSpan(), value => MathF.Round(value / scale) * scale);
            }

            return With(healthy, model);
        }),
        State("healthy: statistics in 16 bits", "–", [], 99, norm =>
        {
            Each(norm.RunningMean!.AsSpan(), value => (float)(Half)value);
            Each(norm.RunningVariance!.AsSpan(), value => (float)(Half)value);
        }),
        new Fault("healthy: ordinary averages", "weight 0.1, batches of 128", [], (healthy, _) => LastBatches(healthy, 0.1, 128, null)),
    ];
}
