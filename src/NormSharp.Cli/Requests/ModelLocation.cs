using NormSharp.Cli.Failures;
using NormSharp.Interop;
using NormSharp.Training;

namespace NormSharp.Cli.Requests;

/// <summary>Where a trained model is: a file, or a run folder with one.</summary>
/// <param name="Path">The model's file.</param>
/// <param name="Run">The run that it belongs to; null when there is none.</param>
internal sealed record ModelLocation(string Path, RunFolder? Run)
{
    /// <summary>Whether a name must be that of a file or folder, rather than of the catalogue.</summary>
    public static bool LooksLikePath(string name) =>
        System.IO.Path.Exists(name) || name.Contains(System.IO.Path.DirectorySeparatorChar) || name.Contains('/')
            || System.IO.Path.HasExtension(name);

    /// <summary>Finds the model of a file or run folder.</summary>
    /// <param name="given">What the user named.</param>
    /// <exception cref="NormSharpException">There is none.</exception>
    public static ModelLocation Find(string given)
    {
        if (Directory.Exists(given))
        {
            FileKinds.ThrowIfModelFolder(given);
            RunFolder run = RunFolder.Open(given);
            return File.Exists(run.ModelPath)
                ? new ModelLocation(run.ModelPath, run)
                : throw new CommandException(
                    $"{given}: the run is not finished, so it has no final model; continue it with train --resume, or name the model "
                        + $"of a checkpoint in {run.CheckpointsPath}");
        }

        if (!File.Exists(given))
        {
            throw new CommandException($"{given}: no such model file or run folder");
        }

        string? folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(given));
        return new ModelLocation(given, folder is not null && RunFolder.Exists(folder) ? RunFolder.Open(folder) : null);
    }
}
