namespace NormSharp.Training;

/// <summary>NaN or infinity appeared in training; the training stopped, and the checkpoints are from before.</summary>
public sealed class TrainingDivergedException : NormSharpException
{
    /// <summary>Says where it was seen first.</summary>
    /// <param name="message">What happened and what to do, in one line.</param>
    /// <param name="step">The step that failed, from 1.</param>
    /// <param name="layer">The layer, parameter or buffer that had it first; null when only the loss did.</param>
    /// <param name="innerException">The layer's own report.</param>
    public TrainingDivergedException(string message, long step, string? layer, Exception? innerException = null)
        : base(message, innerException)
    {
        Step = step;
        Layer = layer;
    }

    /// <summary>The step that failed, from 1.</summary>
    public long Step { get; }

    /// <summary>The layer, parameter or buffer that had it first; null when only the loss did.</summary>
    public string? Layer { get; }
}
