using Microsoft.Extensions.Logging;

namespace NormSharp.Extensions;

/// <summary>What is written to logs.</summary>
internal static partial class LogLines
{
    [LoggerMessage(1, LogLevel.Information, "{Path}: loaded; it takes images of {Shape} and tells {Classes} classes apart")]
    public static partial void Loaded(ILogger logger, string path, string shape, int classes);

    [LoggerMessage(2, LogLevel.Information, "training {Parameters} parameters on {Images} images: {Epochs} epochs of {Steps} steps")]
    public static partial void Started(ILogger logger, long parameters, int images, int epochs, int steps);

    [LoggerMessage(
        3,
        LogLevel.Information,
        "epoch {Epoch}: train loss {TrainLoss:0.0000}, accuracy {TrainAccuracy:P2}; {Judged} loss {Loss:0.0000}, accuracy {Accuracy:P2}")]
    public static partial void Epoch(
        ILogger logger, int epoch, double trainLoss, double trainAccuracy, string judged, double loss, double accuracy);

    [LoggerMessage(4, LogLevel.Warning, "{Id} {Layers}: {Message}")]
    public static partial void Doubt(ILogger logger, string id, string layers, string message);

    [LoggerMessage(5, LogLevel.Debug, "checkpoint {Path}")]
    public static partial void Checkpoint(ILogger logger, string path);
}
