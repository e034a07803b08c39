namespace NormSharp.Training;

/// <summary>Work of a trainer apart from training steps.</summary>
public enum TrainingPhase
{
    /// <summary>The test images are evaluated.</summary>
    Evaluation,

    /// <summary>The running statistics are recomputed.</summary>
    Recalibration,
}
