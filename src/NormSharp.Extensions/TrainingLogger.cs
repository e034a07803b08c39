using Microsoft.Extensions.Logging;
using NormSharp.Training;

namespace NormSharp.Extensions;

/// <summary>
/// Tells a training to an <see cref="ILogger"/>: its start and each epoch as information, what the checks find as warnings, checkpoints
/// for debugging. Give it to <see cref="Trainer.Fit"/>.
/// </summary>
/// <param name="logger">Where to.</param>
public sealed class TrainingLogger(ILogger logger) : ITrainingObserver
{
    private readonly ILogger _logger = logger ?? throw new ArgumentNullException(nameof(logger));

    /// <inheritdoc/>
    public void OnStart(TrainingStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        LogLines.Started(_logger, start.Parameters, start.TrainImages, start.Epochs, start.BatchesPerEpoch);
        foreach (Diagnostic diagnostic in start.Diagnostics)
        {
            OnFinding(diagnostic);
        }
    }

    /// <inheritdoc/>
    public void OnFinding(Diagnostic finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        LogLines.Doubt(_logger, finding.Id, string.Join(", ", finding.Layers), finding.Message);
    }

    /// <inheritdoc/>
    public void OnEpoch(EpochMetrics epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        LogLines.Epoch(
            _logger,
            epoch.Epoch,
            epoch.TrainLoss,
            epoch.TrainAccuracy,
            epoch.IsValidation ? "validation" : "test",
            epoch.TestLoss,
            epoch.TestAccuracy);
    }

    /// <inheritdoc/>
    public void OnCheckpoint(string path) => LogLines.Checkpoint(_logger, path);
}
