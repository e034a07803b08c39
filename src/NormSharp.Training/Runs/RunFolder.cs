using System.Text.Json.Nodes;
using NormSharp.Serialization;

namespace NormSharp.Training;

/// <summary>
/// The folder of one training run: <c>run.json</c> (model, options, seed, versions, host), <c>metrics.jsonl</c> (a line a step
/// or epoch), <c>checkpoints/</c>, and at the end <c>model.safetensors</c>, <c>model-averaged.safetensors</c> where weights are averaged,
/// and <c>summary.json</c>. While a process trains into it, the folder is locked against others.
/// </summary>
public sealed class RunFolder : IDisposable
{
    private const string RunName = "run.json";
    private const string LockName = "run.lock";

    /// <summary>A file that keeps the name of a new folder for the process that chose it.</summary>
    internal const string ClaimName = "run.claim";

    private const string MetricsName = "metrics.jsonl";
    private const string SummaryName = "summary.json";
    private const string ModelName = "model.safetensors";
    private const string AveragedModelName = "model-averaged.safetensors";
    private const string BestModelName = "model-best.safetensors";
    private const string TrainedModelName = "model-as-trained.safetensors";
    private const string CheckpointsName = "checkpoints";

    // What opening a file says that another process has locked.
    private const int WouldBlockLinux = 11;
    private const int WouldBlockMac = 35;
    private const int SharingViolationWindows = unchecked((int)0x80070020);

    private FileStream? _lock;

    private RunFolder(string path, JsonObject run)
    {
        Path = path;
        Run = run;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The content of <c>run.json</c>.</summary>
    public JsonObject Run { get; private set; }

    /// <summary>Where the metrics are.</summary>
    public string MetricsPath => System.IO.Path.Combine(Path, MetricsName);

    /// <summary>Where the final model is.</summary>
    public string ModelPath => System.IO.Path.Combine(Path, ModelName);

    /// <summary>Where the final model of averaged weights is, in a run that averages them.</summary>
    public string AveragedModelPath => System.IO.Path.Combine(Path, AveragedModelName);

    /// <summary>Where the model of the epoch that had the best validation accuracy is, in a run with validation images.</summary>
    public string BestModelPath => System.IO.Path.Combine(Path, BestModelName);

    /// <summary>
    /// Where the final model is with the running statistics that it was trained with, in a run whose final model is recalibrated.
    /// </summary>
    public string TrainedModelPath => System.IO.Path.Combine(Path, TrainedModelName);

    /// <summary>The folder of the checkpoints.</summary>
    public string CheckpointsPath => System.IO.Path.Combine(Path, CheckpointsName);

    /// <summary>Where the summary is, once the run is finished.</summary>
    public string SummaryPath => System.IO.Path.Combine(Path, SummaryName);

    /// <summary>Whether the run reached its end: the summary is the last file that is written.</summary>
    public bool IsFinished => File.Exists(SummaryPath);

    /// <summary>Whether a folder holds a run.</summary>
    public static bool Exists(string path) => File.Exists(System.IO.Path.Combine(path, RunName));

    /// <summary>Makes the folder of a new run and locks it.</summary>
    /// <param name="path">The folder; it may exist, but may hold nothing of a run.</param>
    /// <param name="run">The content of <c>run.json</c>.</param>
    /// <exception cref="RunExistsException">The folder holds a run already; nothing is changed.</exception>
    /// <exception cref="FileWriteException">The folder cannot be made or written to.</exception>
    public static RunFolder Create(string path, JsonObject run)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(run);
        string[] names =
            [RunName, MetricsName, SummaryName, ModelName, AveragedModelName, BestModelName, TrainedModelName, CheckpointsName];
        foreach (string name in names)
        {
            if (System.IO.Path.Exists(System.IO.Path.Combine(path, name)))
            {
                throw new RunExistsException(path, name);
            }
        }

        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileWriteException(path, exception);
        }

        var folder = new RunFolder(path, run);
        try
        {
            folder.Lock();
            JsonFile.Write(System.IO.Path.Combine(path, RunName), run);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Opens the folder of a run to read it.</summary>
    /// <exception cref="NormSharpException">The folder is missing or holds no readable <c>run.json</c>.</exception>
    public static RunFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path))
        {
            throw new NormSharpException($"{path}: no such run folder");
        }

        return Exists(path)
            ? new RunFolder(path, StrictJson.Read(System.IO.Path.Combine(path, RunName)))
            : throw new NormSharpException($"{path}: is not a run folder (it holds no {RunName})");
    }

    /// <summary>Keeps other processes from training into the folder until it is disposed; a killed process lets go at once.</summary>
    /// <exception cref="NormSharpException">Another process has the folder.</exception>
    /// <exception cref="FileWriteException">The folder cannot be written to.</exception>
    public void Lock()
    {
        string path = System.IO.Path.Combine(Path, LockName);
        try
        {
            if (_lock is null && new FileInfo(path).LinkTarget is string target)
            {
                throw new IOException($"is a link to {target}, which is not written through");
            }

            if (_lock is null)
            {
                RegularFile.ThrowIfOther(path);
            }

            _lock ??= new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        }
        catch (IOException exception) when (exception.HResult is WouldBlockLinux or WouldBlockMac or SharingViolationWindows)
        {
            throw new NormSharpException($"{Path}: another process trains into this run folder", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileWriteException(path, exception);
        }
    }

    /// <summary>Removes what killed processes left half written, and their locks; what is in use, or cannot be removed, stays.</summary>
    internal void Sweep()
    {
        TemporaryFile.SweepFolder(Path);
        foreach (string name in (string[])[LockName, ClaimName])
        {
            if (_lock is null || name != LockName)
            {
                TemporaryFile.TryDeleteUnused(System.IO.Path.Combine(Path, name));
            }
        }
    }

    /// <summary>Writes <c>summary.json</c>, which marks the run as finished.</summary>
    /// <exception cref="FileWriteException">The file cannot be written.</exception>
    public void WriteSummary(JsonObject summary) => JsonFile.Write(SummaryPath, summary);

    /// <summary>
    /// Makes a finished run an unfinished one that is to go further; killed in between, it only has to be finished again.
    /// </summary>
    /// <param name="run">What <c>run.json</c> holds from now on.</param>
    /// <exception cref="FileWriteException">The folder cannot be written to.</exception>
    internal void Reopen(JsonObject run)
    {
        try
        {
            File.Delete(SummaryPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileWriteException(SummaryPath, exception);
        }

        JsonFile.Write(System.IO.Path.Combine(Path, RunName), run);
        Run = run;
    }

    /// <summary>Reads <c>summary.json</c>.</summary>
    /// <exception cref="NormSharpException">The run is not finished, or the file is damaged.</exception>
    public JsonObject ReadSummary() => StrictJson.Read(SummaryPath);

    /// <summary>Lets other processes train into the folder.</summary>
    public void Dispose()
    {
        _lock?.Dispose();
        _lock = null;
    }
}
