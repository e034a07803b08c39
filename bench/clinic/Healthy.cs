using NormSharp.Data;
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
    /// <summary>Opens a model of a run that was recalibrated at its end.</summary>
    public static Healthy Open(string path, string data, int images)
    {
        SavedModel saved = ModelFile.Load(path);
        ModelInput input = ModelInput.Load(path, saved.Metadata)!;
        DataSplit split = DataSets.Open(data);
        string name = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)))!;
        return new Healthy(
            name,
            saved.Module,
            input.Normalization ?? Normalization.Identity(input.Shape.Channels),
            split.Train.Take(4 * images),
            split.Test.Take(2 * images));
    }

    /// <summary>A copy to be changed.</summary>
    public Module Copy() => ModelRewriting.Rewrite(Module, _ => { });
}
