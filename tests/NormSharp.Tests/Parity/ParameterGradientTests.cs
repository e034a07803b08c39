using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Tensors;
using NormSharp.Tests.Gradients;

namespace NormSharp.Tests.Parity;

/// <summary>Gradients that parameters collect on the kernels, within one backward pass and over several.</summary>
public sealed class ParameterGradientTests
{
    [Fact]
    public void A_layer_that_is_used_twice_collects_both()
    {
        Linear shared = GradientsOf.Scattered(new Linear(6, 6));
        var model = new Sequential(shared, new Tanh(), shared);
        float[][] kernels = Gradients("cpu", model);
        float[][] truth = Gradients("reference", model);
        for (int i = 0; i < kernels.Length; i++)
        {
            Closeness.Check(
                $"gradient {i}", kernels[i], new FixtureTensor([truth[i].Length], [.. truth[i].Select(value => (double)value)]));
        }
    }

    [Fact]
    public void Two_half_batches_give_the_gradient_of_the_whole()
    {
        Linear layer = GradientsOf.Scattered(new Linear(5, 3));
        Tensor x = RandomTensor.Normal(1, [8, 5]);
        Tensor dy = RandomTensor.Normal(2, [8, 3]);
        Backward(layer, x, dy);
        float[] whole = layer.Weight.Gradient!.ToArray();
        layer.ClearGradients();
        Assert.Null(layer.Weight.Gradient);
        Backward(layer, x.Slice(0, 0, 4), dy.Slice(0, 0, 4));
        Backward(layer, x.Slice(0, 4, 8), dy.Slice(0, 4, 8));
        Closeness.Check("dWeight", layer.Weight.Gradient!.ToArray(), new FixtureTensor([15], [.. whole.Select(value => (double)value)]));
    }

    private static void Backward(Module layer, Tensor x, Tensor dy)
    {
        using var tape = new Tape(Backend.Default);
        tape.Backward(layer.Forward(tape.Input(x)), tape.Input(dy));
    }

    private static float[][] Gradients(string backend, Module model)
    {
        using var run = new ParityRun(backend);
        Tensor y = model.Forward(run.Tape.Input(RandomTensor.Normal(1, [4, 6])));
        run.Tape.Backward(y, run.Tape.Input(RandomTensor.Normal(2, [4, 6])));
        return [.. model.NamedParameters().Select(entry => run.Tape.GradientOf(entry.Parameter)!.ToArray())];
    }
}
