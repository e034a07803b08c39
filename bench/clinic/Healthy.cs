using NormSharp.Data;
using NormSharp.Interop;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Training;

namespace NormSharp.Clinic;

/// <summary>A model that nothing is wrong with, and images for it.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Module">The network; cases are made of copies.</param>
/// <param name="Normalization">How its images are given.</param>
/// <param name="Train">Images to take statistics from.</param>
/// <param name="Test">Images with labels to measure on.</param>
internal sealed record Healthy(string Name, Module Module, Normalization Normalization, ImageSet Train, ImageSet Test)
{
    /// <summary>At most so many images an examination.</summary>
    public required int Images { get; init; }

    /// <summary>Opens a model of the list: a run's, that was recalibrated at its end, or a file of others.</summary>
    public static Healthy Open(ListedModel listed)
    {
        string path = listed.Path;
        DataSplit split = DataSets.Open(listed.Data);
        if (listed.Classes is { } classes)
        {
            split = split.SelectClasses([.. Enumerable.Range(0, classes)]);
        }

        (Module module, Normalization? normalization) = Read(path);
        return new Healthy(
            listed.Name,
            module,
            listed.Normalization ?? normalization ?? Normalization.Identity(split.Train.Shape.Channels),
            split.Train,
            split.Test)
        {
            Images = listed.Images,
        };
    }

    /// <summary>A copy to be changed.</summary>
    public Module Copy() => ModelRewriting.Rewrite(Module, _ => { });

    private static (Module Module, Normalization? Normalization) Read(string path)
    {
        if (!path.EndsWith(".safetensors", StringComparison.Ordinal))
        {
            return (NetworkFiles.Load(path), null);
        }

        SavedModel saved = ModelFile.Load(path);
        return (saved.Module, ModelInput.Load(path, saved.Metadata)?.Normalization);
    }
}
