namespace NormSharp.Training;

/// <summary>
/// Has a checkpoint of a training's last step written while the next one goes on: some launchers end their ranks sooner than a step takes.
/// </summary>
internal sealed class UrgentCheckpoint
{
    private LastStep? _training;

    /// <summary>Writes it, on this thread; the training goes on, but for its next update of the weights.</summary>
    /// <param name="patience">How long to wait for an update that goes on, and for other ranks.</param>
    /// <returns>The step; null where no training goes on that writes checkpoints, or one cannot be had in time.</returns>
    /// <exception cref="NormSharpException">It cannot be written.</exception>
    public long? Write(TimeSpan patience) => Volatile.Read(ref _training)?.Write(patience);

    /// <summary>A training begins or, by null, ends.</summary>
    public void Serve(LastStep? training) => Volatile.Write(ref _training, training);
}
