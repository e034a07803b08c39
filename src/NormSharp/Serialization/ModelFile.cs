using System.Text.Json.Nodes;
using NormSharp.Layers;

namespace NormSharp.Serialization;

/// <summary>
/// A network in one safetensors file that describes itself: the tensors under PyTorch's names, the architecture in the metadata.
/// </summary>
public static class ModelFile
{
    /// <summary>The metadata key of the architecture.</summary>
    public const string ArchitectureKey = "normsharp.architecture";

    /// <summary>Saves a model; an existing file is replaced only when the new one is complete.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The network.</param>
    /// <param name="metadata">What else to say of it.</param>
    /// <exception cref="FileWriteException">The file cannot be written; the message names it and why.</exception>
    /// <exception cref="NotSupportedException">The class of a layer has no definition.</exception>
    public static void Save(string path, Module model, IReadOnlyDictionary<string, string>? metadata = null)
    {
        SafetensorsWriter writer = Writer(model, metadata);
        AtomicFile.Write(path, writer.Write);
    }

    /// <summary>Saves a model whose tensors are called otherwise in the file, such as in the file that they came from.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The network.</param>
    /// <param name="metadata">What else to say of it.</param>
    /// <param name="names">By the network's name of a tensor its name in the file; no two may be equal.</param>
    internal static void Save(
        string path, Module model, IReadOnlyDictionary<string, string> metadata, IReadOnlyDictionary<string, string> names)
    {
        SafetensorsWriter writer = Writer(model, metadata, names);
        AtomicFile.Write(path, writer.Write);
    }

    /// <summary>Loads a model: the network is built from the metadata and filled from the tensors.</summary>
    /// <exception cref="ModelFormatException">
    /// The file is damaged or no model, or holds numbers that cannot be: not finite, variances or counts below zero. The message names it
    /// and what is wrong.
    /// </exception>
    /// <exception cref="NormSharpException">The file cannot be read.</exception>
    public static SavedModel Load(string path)
    {
        SavedModel saved = LoadUnchecked(path);
        StateCheck.ThrowIfAny(path, saved.Module);
        return saved;
    }

    /// <summary>
    /// Loads a model whatever numbers it holds, to look at it or to repair it. Its outputs may mean nothing.
    /// </summary>
    /// <exception cref="ModelFormatException">The file is damaged or no model; the message names it and what is wrong.</exception>
    /// <exception cref="NormSharpException">The file cannot be read.</exception>
    public static SavedModel LoadUnchecked(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        if (!file.Metadata.TryGetValue(ArchitectureKey, out string? text))
        {
            throw new ModelFormatException(
                path, $"its metadata have no \"{ArchitectureKey}\", so the network is not known; it was not saved by NormSharp");
        }

        Module module = Build(path, text, file.Tensors.Values.Sum(entry => (double)entry.Count));
        ModuleState.Restore(file, module);
        module.Evaluate();
        return new SavedModel(module, file.Metadata);
    }

    /// <summary>Everything of a model, ready to be written.</summary>
    internal static SafetensorsWriter Writer(
        Module model, IReadOnlyDictionary<string, string>? metadata = null, IReadOnlyDictionary<string, string>? names = null)
    {
        var writer = new SafetensorsWriter();
        foreach ((string key, string value) in metadata ?? new Dictionary<string, string>())
        {
            writer.Metadata[key] = value;
        }

        writer.Metadata[ArchitectureKey] = model.Describe().ToJsonString();
        ModuleState.AddTo(writer, model, names);
        return writer;
    }

    /// <param name="path">The file, for messages.</param>
    /// <param name="architecture">What it says of itself.</param>
    /// <param name="numbers">
    /// How many numbers its tensors hold: an architecture that claims more is refused before memory is taken for it.
    /// </param>
    private static Module Build(string path, string architecture, double numbers)
    {
        try
        {
            JsonObject json = StrictJson.Object($"{path}: metadata \"{ArchitectureKey}\"", architecture);
            double needed = ModelSize.Of(json).State.Total;
            return needed <= numbers
                ? UndrawnValues.Make(() => LayerCatalog.Create(json))
                : throw new ModelFormatException(path, $"its architecture needs {needed:G6} numbers, but its tensors hold {numbers:G6}");
        }
        catch (Exception error) when (error is FormatException or OverflowException or OutOfMemoryException)
        {
            throw new ModelFormatException(path, $"its architecture cannot be built: {ErrorText.OneLine(error)}", error);
        }
    }
}
