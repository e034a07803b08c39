using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Tests.Serialization;

public sealed class SharedLayerTests
{
    [Fact]
    public void A_layer_that_stands_in_two_places_is_saved_once_and_shared_again_when_it_is_loaded()
    {
        using TemporaryFolder folder = new();
        var shared = new Conv2d(2, 2, 3, new Conv2dOptions { Padding = 1 });
        var inner = new Sequential(shared, new Relu());
        var model = new Sequential(new Conv2d(1, 2, 3), shared, new Relu(), inner, new Flatten(), new Linear(72, 3));
        ModelFile.Save(folder.File("shared.safetensors"), model);
        Module loaded = ModelFile.Load(folder.File("shared.safetensors")).Module;
        Assert.Equal(model.ParameterCount(), loaded.ParameterCount());
        Assert.Same(loaded.NamedModules().First(entry => entry.Name == "1").Module, ((Sequential)((Sequential)loaded).Layers[3]).Layers[0]);

        model.Evaluate();
        using var tape = new Tape(gradients: false);
        Tensor x = tape.Input([.. Enumerable.Range(0, 64).Select(i => (i % 7) - 3f)], [1, 1, 8, 8]);
        Assert.Equal(model.Forward(x).ToArray(), loaded.Forward(x).ToArray());
    }
}
