namespace NormSharp.Training;

/// <summary>BN052: a good part of the channels is constant.</summary>
internal sealed class DyingChannels : ILiveRule
{
    private const double Many = 0.25;

    public LiveText Text { get; } = new(
        "BN052",
        "channels that die in training",
        "at step {step} {share} of the channels are dead",
        "lower the learning rate, and leave γ out of the decay");

    public LiveSighting? Look(LiveView view)
    {
        int dead = 0;
        int all = 0;
        for (int i = 0; i < view.Norms.Count; i++)
        {
            dead += view.Norms[i].Dead;
            all += view.Norms[i].Channels;
        }

        return view.HasNorms && dead > Many * all
            ? new LiveSighting(
                view.PathsWhere(norm => norm.Dead > 0),
                new Dictionary<string, double> { ["step"] = view.Step, ["share"] = (double)dead / all })
            : null;
    }
}
