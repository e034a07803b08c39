using NormSharp.Interop.Keras;
using NormSharp.Serialization;

namespace NormSharp.Interop.Tests.Keras;

/// <summary>ε and momentum change in the description of a file, and nothing else in it does.</summary>
public sealed class KerasSettingsTests
{
    [Fact]
    public void Settings_of_a_layer_change_and_no_number_does()
    {
        string file = SharedFiles.Find("models", "keras", "mlperf-resnet8-cifar10.h5");
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder[string.Empty]);
        string copy = folder["copy.h5"];

        KerasSettings.Rewrite(file, copy, new Dictionary<string, (double, double)> { ["batch_normalization_2"] = (1e-5, 0.9) });

        (byte[] old, byte[] now) = (File.ReadAllBytes(file), File.ReadAllBytes(copy));
        Assert.Equal(old.Length, now.Length);
        using KerasFile before = KerasFile.Open(file);
        using KerasFile after = KerasFile.Open(copy);
        Assert.Equal(before.Tensors.Select(tensor => tensor.Name), after.Tensors.Select(tensor => tensor.Name));
        Assert.All(before.Tensors.Zip(after.Tensors), pair => Assert.Equal(pair.First.ReadSingle(), pair.Second.ReadSingle()));
        Assert.All(before.Model!.Layers.Zip(after.Model!.Layers), pair =>
        {
            bool isChanged = pair.First.Name == "batch_normalization_2";
            Assert.Equal(pair.First.Name, pair.Second.Name);
            Assert.Equal(!isChanged, pair.First.Config.ToJsonString() == pair.Second.Config.ToJsonString());
            Assert.True(!isChanged || (double)pair.Second.Config["epsilon"]! == 1e-5);
            Assert.True(!isChanged || (double)pair.Second.Config["momentum"]! == 0.9);
        });
    }

    [Fact]
    public void A_layer_that_is_not_there_is_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        ModelFormatException refused = Assert.Throws<ModelFormatException>(() => KerasSettings.Rewrite(
            SharedFiles.Find("models", "keras", "mlperf-resnet8-cifar10.h5"),
            folder["x.h5"],
            new Dictionary<string, (double, double)> { ["nowhere"] = (1e-5, 0.9) }));
        Assert.Contains("has 0 layers 'nowhere'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_checksums_is_refused_in_one_line()
    {
        using var folder = new TemporaryFolder();
        ModelFormatException refused = Assert.Throws<ModelFormatException>(() => KerasSettings.Rewrite(
            Path.Combine(AppContext.BaseDirectory, "Fixtures", "keras", "latest.h5"),
            folder["x.h5"],
            new Dictionary<string, (double, double)> { ["bn"] = (1e-5, 0.9) }));
        Assert.Contains("checksums", refused.Message, StringComparison.Ordinal);
    }
}
