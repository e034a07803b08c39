using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Tests.Serialization;

/// <summary>A file that an earlier version wrote, with every kind of layer that it had: <c>Fixtures/earlier_model.cs</c>.</summary>
public sealed class EarlierModelTests
{
    private static readonly string File = Path.Combine(AppContext.BaseDirectory, "Fixtures", "earlier_model.safetensors");

    [Fact]
    public void Its_outputs_are_what_they_were()
    {
        Module model = ModelFile.Load(File).Module;
        using SafetensorsFile outputs = SafetensorsFile.Open(
            Path.Combine(AppContext.BaseDirectory, "Fixtures", "earlier_model_outputs.safetensors"));
        Tensor x = Tensor.From(outputs.ReadSingle("x"), [3, 2, 8, 8]);
        float[] y = model.Forward(x).ToArray();
        Assert.All(y.Zip(outputs.ReadSingle("y")), pair => Assert.Equal(pair.Second, pair.First, 2e-6));
        Assert.True(((Conv2d)((Sequential)model).Layers[0]).Weight.IsFrozen);
    }

    [Fact]
    public void Saved_again_it_is_the_same_file()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "again.safetensors");
        SavedModel saved = ModelFile.Load(File);
        ModelFile.Save(path, saved.Module, saved.Metadata);
        Assert.Equal(System.IO.File.ReadAllBytes(File), System.IO.File.ReadAllBytes(path));
    }
}
