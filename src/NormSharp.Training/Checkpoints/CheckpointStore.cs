using System.Globalization;
using System.Text.Json.Nodes;
using NormSharp.Serialization;

namespace NormSharp.Training;

/// <summary>
/// The checkpoints of a run. A new one is written beside the others, flushed to the disk, and renamed into place, so that a
/// process killed at any moment leaves the last whole checkpoint usable; then the oldest are removed.
/// </summary>
internal sealed class CheckpointStore
{
    private const string Prefix = "step-";

    private readonly string _folder;
    private readonly int _keep;

    /// <summary>The checkpoints in a folder.</summary>
    /// <param name="folder">The folder, made at the first checkpoint.</param>
    /// <param name="keep">How many checkpoints stay; at least 1.</param>
    public CheckpointStore(string folder, int keep = 2)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        _folder = folder;
        _keep = keep;
    }

    /// <summary>The whole checkpoints, oldest first; their content is not looked at.</summary>
    public IReadOnlyList<Checkpoint> List() => !Directory.Exists(_folder)
        ? []
        : [.. Directory.EnumerateDirectories(_folder, Prefix + "*")
            .Select(path => (Path: path, Number: Path.GetFileName(path)[Prefix.Length..]))
            .Where(item => item.Number.All(char.IsAsciiDigit) && long.TryParse(item.Number, CultureInfo.InvariantCulture, out _))
            .Select(item => new Checkpoint(long.Parse(item.Number, CultureInfo.InvariantCulture), item.Path))
            .OrderBy(checkpoint => checkpoint.Step)];

    /// <summary>The newest checkpoint, verified; null when there is none.</summary>
    /// <exception cref="ModelFormatException">The newest checkpoint is damaged.</exception>
    public Checkpoint? Latest()
    {
        Checkpoint? latest = List().LastOrDefault();
        latest?.Verify();
        return latest;
    }

    /// <summary>Writes a checkpoint, unless the step has one, and removes the oldest.</summary>
    /// <param name="step">After how many training steps.</param>
    /// <param name="model">Writes the model's file.</param>
    /// <param name="state">Writes the state's file.</param>
    /// <exception cref="FileWriteException">The checkpoint cannot be written; those before it are untouched.</exception>
    public void Write(long step, Action<Stream> model, Action<Stream> state)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        string path = Path.Combine(_folder, Prefix + step.ToString("D8", CultureInfo.InvariantCulture));
        if (Directory.Exists(path))
        {
            return;
        }

        string temporary = TemporaryFile.NameFor(path);
        try
        {
            Directory.CreateDirectory(temporary);
            var manifest = new JsonObject { ["step"] = step };
            WriteFile(temporary, Checkpoint.ModelName, model, manifest);
            WriteFile(temporary, Checkpoint.StateName, state, manifest);
            JsonFile.Write(Path.Combine(temporary, Checkpoint.ManifestName), manifest);
            Directory.Move(temporary, path);
            FolderSync.Flush(_folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryRemove(temporary);
            throw exception is FileWriteException ? exception : new FileWriteException(path, exception);
        }

        RemoveOld();
    }

    /// <summary>Removes what a killed process left unfinished.</summary>
    public void RemoveUnfinished()
    {
        if (Directory.Exists(_folder))
        {
            foreach (string path in Directory.EnumerateDirectories(_folder, "*" + TemporaryFile.Extension).ToList())
            {
                TryRemove(path);
            }
        }
    }

    private static void WriteFile(string folder, string name, Action<Stream> write, JsonObject manifest) =>
        AtomicFile.Write(Path.Combine(folder, name), stream =>
        {
            using var hashing = new HashingStream(stream);
            write(hashing);
            manifest[name] = hashing.Finish();
        });

    private void RemoveOld()
    {
        foreach (Checkpoint old in List().SkipLast(_keep))
        {
            // Renamed first, so that a half-removed folder is never taken for a checkpoint.
            string removed = TemporaryFile.NameFor(old.Path);
            try
            {
                Directory.Move(old.Path, removed);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            TryRemove(removed);
        }
    }

    private static void TryRemove(string path)
    {
        try
        {
            Remove(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Rubbish that stays does no harm; the next run tries again.
        }
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
