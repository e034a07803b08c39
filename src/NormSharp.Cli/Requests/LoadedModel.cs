using NormSharp.Cli.Failures;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Training;

namespace NormSharp.Cli.Requests;

/// <summary>A saved model that a command changes into another file.</summary>
/// <param name="Location">Where it is.</param>
/// <param name="Saved">The network, in evaluation mode, and all that its file says of it.</param>
/// <param name="Input">The images that it takes.</param>
internal sealed record LoadedModel(ModelLocation Location, SavedModel Saved, ModelInput Input)
{
    /// <summary>Loads the model of a file or run folder.</summary>
    /// <exception cref="NormSharpException">There is none, or it is damaged or says nothing of its images.</exception>
    public static LoadedModel Load(string given)
    {
        ModelLocation location = ModelLocation.Find(given);
        SavedModel saved = ModelFile.Load(location.Path);
        ModelInput input = ModelInput.Load(location.Path, saved.Metadata)
            ?? throw new ModelFormatException(
                location.Path, "its metadata say nothing of the images it takes; it was not saved by a training");
        return new LoadedModel(location, saved, input);
    }

    /// <summary>Throws unless a file can be made under a name that is free and not the model's own.</summary>
    /// <exception cref="UsageException">It is the model's own.</exception>
    /// <exception cref="NormSharpException">There is something under it, or no folder for it.</exception>
    public void CheckOutput(string path)
    {
        if (Path.GetFullPath(path) == Path.GetFullPath(Location.Path))
        {
            throw new UsageException($"--out is {path}, the model itself; it is never overwritten, give another name");
        }

        NewFile.CheckFree(path, "--out");
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            throw new NormSharpException(
                $"{path}: cannot write: {(File.Exists(folder) ? $"{folder} is a file" : "the folder does not exist")}");
        }
    }

    /// <summary>Writes a network with what the model's file says of its images; the file appears when it is whole.</summary>
    /// <exception cref="FileWriteException">It cannot be written, or there is one by now.</exception>
    public void Write(string path, Module module)
    {
        SafetensorsWriter writer = ModelFile.Writer(module, Saved.Metadata);
        NewFile.Write(path, temporary =>
        {
            using var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None);
            writer.Write(stream);
            stream.Flush(flushToDisk: true);
        });
    }
}
