using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Tests.Serialization;

public sealed class StateCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("0.weight", float.NaN)]
    [InlineData("1.running_mean", float.PositiveInfinity)]
    [InlineData("1.running_var", -0.5f)]
    [InlineData("1.weight", float.NegativeInfinity)]
    public void A_number_that_cannot_be_is_refused_with_its_tensor(string name, float value)
    {
        Sequential model = Model();
        Tensor tensor = ModuleState.Tensors(model).Single(entry => entry.Name == name).Tensor;
        float[] values = tensor.ToArray();
        values[1] = value;
        tensor.CopyFrom(values);
        string path = _folder["a.safetensors"];
        ModelFile.Save(path, model);

        string message = Assert.Throws<ModelFormatException>(() => ModelFile.Load(path)).Message;
        Assert.Contains($"\"{name}\"", message, StringComparison.Ordinal);
        Assert.Contains("index 1", message, StringComparison.Ordinal);
        Assert.Equal(name, Assert.Single(StateCheck.Of(ModelFile.LoadUnchecked(path).Module)).Tensor);
    }

    [Fact]
    public void A_count_below_zero_is_refused()
    {
        Sequential model = Model();
        model.NamedCounters().Single().Counter.Value = -1;
        string path = _folder["a.safetensors"];
        ModelFile.Save(path, model);
        Assert.Contains("counts -1", Assert.Throws<ModelFormatException>(() => ModelFile.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sound_network_passes() => Assert.Empty(StateCheck.Of(Model()));

    public void Dispose() => _folder.Dispose();

    private static Sequential Model() => new(new Linear(3, 2), new BatchNorm(2), new Relu());
}
