using System.Text.Json.Nodes;
using NormSharp.Serialization;

namespace NormSharp.Training;

/// <summary>
/// What a training writes: a new run folder, or one that is continued and cut back to its last checkpoint. Without a folder
/// nothing is written.
/// </summary>
internal sealed class RunRecorder : IDisposable
{
    private readonly RunFolder? _folder;
    private readonly CheckpointStore? _store;
    private JsonLinesFile? _metrics;

    private RunRecorder(RunFolder? folder, CheckpointStore? store, Checkpoint? checkpoint)
    {
        _folder = folder;
        _store = store;
        Checkpoint = checkpoint;
    }

    /// <summary>The checkpoint to continue from; null for a new run, or one that was killed before its first checkpoint.</summary>
    public Checkpoint? Checkpoint { get; }

    /// <summary>The run folder's path; null when there is none.</summary>
    public string? Path => _folder?.Path;

    /// <summary>The run, once it is finished; null before.</summary>
    public RunFolder? Finished => _folder is { IsFinished: true } ? _folder : null;

    /// <summary>The newest checkpoint; null when there is none.</summary>
    public Checkpoint? LastCheckpoint => _store?.List().LastOrDefault();

    /// <summary>Lines of the metrics so far.</summary>
    public long MetricsLines => _metrics?.Lines ?? 0;

    /// <summary>Makes or opens the folder that the options name.</summary>
    /// <param name="options">The options of the training.</param>
    /// <param name="run">What <c>run.json</c> holds for a new run, and must hold for one that is continued; null without a folder.</param>
    /// <exception cref="NormSharpException">There is a run already, or none to continue, or it was started otherwise.</exception>
    public static RunRecorder Open(TrainerOptions options, JsonObject? run)
    {
        if (options.OutputFolder is null || run is null)
        {
            return new RunRecorder(null, null, null);
        }

        RunFolder folder = options.Resume ? RunFolder.Open(options.OutputFolder) : RunFolder.Create(options.OutputFolder, run);
        try
        {
            var store = new CheckpointStore(folder.CheckpointsPath, options.KeepCheckpoints);
            Checkpoint? checkpoint = null;
            if (options.Resume)
            {
                RunDescription.CheckSame(folder, run);
                Extend(folder, run);
                folder.Sweep();
                if (!folder.IsFinished)
                {
                    folder.Lock();
                    store.RemoveUnfinished();
                    checkpoint = store.Latest();
                }
            }

            return new RunRecorder(folder, store, checkpoint);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Opens a run again that is to have more epochs, or more patience, than it was started with.</summary>
    private static void Extend(RunFolder folder, JsonObject run)
    {
        if (!RunDescription.GoesFurther(folder, run))
        {
            return;
        }

        folder.Lock();
        folder.Reopen(RunDescription.Extended(folder, run));
    }

    /// <summary>Opens the metrics to append to them, cut back to what the checkpoint knows.</summary>
    /// <returns>Of a run that is continued, the findings among the lines that stay; null of a new one.</returns>
    public IReadOnlyList<JsonObject>? OpenMetrics(long keepLines)
    {
        if (_folder is null)
        {
            return null;
        }

        _metrics = JsonLinesFile.Open(_folder.MetricsPath, keepLines);
        return keepLines == 0 ? null : [.. JsonLinesFile.Read(_folder.MetricsPath).Where(line => (string?)line["kind"] == "finding")];
    }

    /// <summary>Appends a line to the metrics.</summary>
    public void Append(JsonObject line) => _metrics?.Append(line);

    /// <summary>Writes a checkpoint and gives its path; null when there is no folder.</summary>
    public string? WriteCheckpoint(long step, Action<Stream> model, Action<Stream> state)
    {
        if (_store is null)
        {
            return null;
        }

        // A launcher that is about to end the process may have one written beside the training.
        lock (_store)
        {
            // First the lines that the checkpoint counts.
            _metrics!.Flush();
            _store.Write(step, model, state);
            return _store.List()[^1].Path;
        }
    }

    /// <summary>Writes the model of averaged weights.</summary>
    public void WriteAveraged(Action<Stream> model)
    {
        if (_folder is not null)
        {
            AtomicFile.Write(_folder.AveragedModelPath, model);
        }
    }

    /// <summary>Writes the model with the statistics that it was trained with.</summary>
    public void WriteTrained(Action<Stream> model)
    {
        if (_folder is not null)
        {
            AtomicFile.Write(_folder.TrainedModelPath, model);
        }
    }

    /// <summary>Writes the model of the best epoch so far.</summary>
    public void WriteBest(Action<Stream> model)
    {
        if (_folder is not null)
        {
            AtomicFile.Write(_folder.BestModelPath, model);
        }
    }

    /// <summary>Writes the final model, and then the summary that marks the run as finished.</summary>
    public void Finish(Action<Stream> model, JsonObject summary)
    {
        if (_folder is not null)
        {
            _metrics!.Flush();
            AtomicFile.Write(_folder.ModelPath, model);
            _folder.WriteSummary(summary);
        }
    }

    /// <summary>Closes the metrics and lets go of the folder.</summary>
    public void Dispose()
    {
        _metrics?.Dispose();
        _folder?.Dispose();
    }
}
