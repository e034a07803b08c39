using NormSharp.Serialization;
using NormSharp.Synchronization;

namespace NormSharp.Training;

/// <summary>The files of a run that is done, on a rank that need not see its folder.</summary>
internal sealed class FinishedRun : IDisposable
{
    private const string Model = "model.safetensors";
    private const string Averaged = "model-averaged.safetensors";
    private const string Summary = "summary.json";

    private readonly ScratchFolder? _temporary;

    private FinishedRun(RunFolder run)
        => (ModelPath, AveragedModelPath, SummaryPath) = (run.ModelPath, run.AveragedModelPath, run.SummaryPath);

    private FinishedRun(ScratchFolder temporary)
    {
        _temporary = temporary;
        ModelPath = Path.Combine(temporary.Path, Model);
        AveragedModelPath = Path.Combine(temporary.Path, Averaged);
        SummaryPath = Path.Combine(temporary.Path, Summary);
    }

    /// <summary>Where the final model is.</summary>
    public string ModelPath { get; }

    /// <summary>Where the model of averaged weights is, where weights were averaged.</summary>
    public string AveragedModelPath { get; }

    /// <summary>Where the summary is.</summary>
    public string SummaryPath { get; }

    /// <summary>The run that the first rank has, on every rank; null where it is not done.</summary>
    public static FinishedRun? Of(Communicator ranks, RunFolder? own, bool isAveraged)
    {
        if (ranks.RankCount == 1)
        {
            return own is null ? null : new FinishedRun(own);
        }

        byte[][] files =
        [
            ranks.Broadcast(own is null ? [] : File.ReadAllBytes(own.SummaryPath)),
            ranks.Broadcast(own is null ? [] : File.ReadAllBytes(own.ModelPath)),
            ranks.Broadcast(own is null || !isAveraged ? [] : File.ReadAllBytes(own.AveragedModelPath)),
        ];
        if (files[0].Length == 0)
        {
            return null;
        }

        if (own is not null)
        {
            return new FinishedRun(own);
        }

        var run = new FinishedRun(ScratchFolder.Create());
        File.WriteAllBytes(run.SummaryPath, files[0]);
        File.WriteAllBytes(run.ModelPath, files[1]);
        File.WriteAllBytes(run.AveragedModelPath, files[2]);
        return run;
    }

    /// <inheritdoc/>
    public void Dispose() => _temporary?.Dispose();
}
