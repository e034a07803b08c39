using NormSharp.Autograd;

namespace NormSharp.Training;

/// <summary>BN053: γ and β are frozen, but the running statistics follow the batches.</summary>
internal sealed class MovingFrozenStatistics : ILiveRule
{
    public LiveText Text { get; } = new(
        "BN053",
        "frozen layers whose statistics move",
        "γ and β are frozen, but the running statistics follow the batches (seen at step {step})",
        "freeze the statistics of these layers too");

    public LiveSighting? Look(LiveView view)
    {
        bool any = false;
        for (int i = 0; i < view.Norms.Count; i++)
        {
            any |= Moves(view.Norms[i]);
        }

        return view.HasNorms && any
            ? new LiveSighting(view.PathsWhere(Moves), new Dictionary<string, double> { ["step"] = view.Step })
            : null;
    }

    private static bool Moves(NormWatch norm)
        => norm.HasMoved
            && norm.Layer is { FreezesStatistics: false, Gamma: Parameter { IsFrozen: true }, Beta: Parameter { IsFrozen: true } };
}
