namespace NormSharp.Training;

/// <summary>BN055: a batch updates the statistics more often than the forward pass calls the layer, as recomputed activations do.</summary>
internal sealed class RepeatedUpdates : ILiveRule
{
    public LiveText Text { get; } = new(
        "BN055",
        "statistics that are updated twice a batch",
        "each batch updates the running statistics {times} times, though the forward pass calls the layer {calls} times",
        "recompute with the statistics' update switched off, or take the root of 1 − weight as the share that is kept");

    public LiveSighting? Look(LiveView view)
    {
        NormWatch? worst = null;
        for (int i = 0; i < view.Norms.Count; i++)
        {
            worst = Repeats(view.Norms[i]) && view.Norms[i].UpdatesPerBatch > (worst?.UpdatesPerBatch ?? 0) ? view.Norms[i] : worst;
        }

        return view.HasNorms && worst is not null
            ? new LiveSighting(
                view.PathsWhere(Repeats),
                new Dictionary<string, double> { ["times"] = worst.UpdatesPerBatch, ["calls"] = worst.Calls, ["step"] = view.Step })
            : null;
    }

    private static bool Repeats(NormWatch norm) => norm.Calls > 0 && norm.UpdatesPerBatch > norm.Calls;
}
