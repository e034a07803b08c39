using NormSharp.Interop.Keras;
using NormSharp.Serialization;

namespace NormSharp.Interop.Tests.Keras;

/// <summary>Files of others in <c>../shared/models/keras</c>.</summary>
public sealed class RealKerasFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("mini-xception-gender.hdf5", "Model", 46, 80, 52658)]
    [InlineData("mlperf-resnet8-cifar10.h5", "Functional", 30, 48, 78666)]
    [InlineData("mlperf-wakeword.h5", "Functional", 23, 26, 47707)]
    public void Architecture_and_weights_are_read(string name, string className, int layers, int tensors, long numbers)
    {
        using KerasFile file = KerasFile.Open(SharedFiles.Find("models", "keras", name));
        KerasModel model = file.Model!;

        Assert.Equal(
            (className, layers, tensors, numbers),
            (model.ClassName, model.Layers.Count, file.Tensors.Count, file.Tensors.Sum(tensor => tensor.Count)));
        Assert.Equal(tensors, model.Layers.Sum(layer => layer.Weights.Count));
        Assert.All(model.Layers.Where(layer => layer.ClassName != "InputLayer"), layer => Assert.NotEmpty(Assert.Single(layer.Calls)));
        Assert.All(model.Layers.Where(layer => layer.ClassName == "BatchNormalization"), layer =>
        {
            Assert.Equal(
                ["gamma:0", "beta:0", "moving_mean:0", "moving_variance:0"], layer.Weights.Select(weight => weight.Name.Split('/')[^1]));
            Assert.All(layer.Weights[3].ReadSingle(), variance => Assert.True(variance >= 0));
        });
        Assert.Single(model.Inputs);
        Assert.Single(model.Outputs);
    }

    [Fact]
    public void A_residual_sum_has_two_inputs()
    {
        using KerasFile file = KerasFile.Open(SharedFiles.Find("models", "keras", "mlperf-resnet8-cifar10.h5"));

        Assert.All(file.Model!.Layers.Where(layer => layer.ClassName == "Add"), layer => Assert.Equal(2, Assert.Single(layer.Calls).Count));
    }

    [Theory]
    [InlineData("mlperf-wakeword.h5")]
    public void A_file_cut_anywhere_is_one_line(string name)
    {
        byte[] whole = File.ReadAllBytes(SharedFiles.Find("models", "keras", name));
        string path = _folder.File("cut.h5");
        for (int length = 0; length < whole.Length; length += 1 + (whole.Length / 60))
        {
            File.WriteAllBytes(path, whole[..length]);
            string message = Assert.ThrowsAny<ModelFormatException>(() => KerasFile.Open(path)).Message;
            Assert.StartsWith(path + ": ", message, StringComparison.Ordinal);
            Assert.DoesNotContain(message, char.IsControl);
        }
    }
}
