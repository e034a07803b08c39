using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Diagnosis.Data;
using NormSharp.Diagnosis.Inputs;
using NormSharp.Diagnosis.Static;
using NormSharp.Layers;
using NormSharp.Tensors;
using NormSharp.Training;

namespace NormSharp.Diagnosis.Tests;

/// <summary>What layers are given, over batches that come one after the other.</summary>
public sealed class LayerFitTests
{
    [Fact]
    public void Sums_over_batches_are_those_over_all()
    {
        float[] values = [.. Enumerable.Range(0, 6 * 3 * 4).Select(i => MathF.Sin(i) + (i % 5))];
        var all = new ChannelSums(3);
        var parts = new ChannelSums(3);
        using var tape = new Tape(gradients: false);
        all.Add(tape.Input(values, [6, 3, 4]));
        parts.Add(tape.Input(values.AsSpan(0, 2 * 3 * 4), [2, 3, 4]));
        parts.Add(tape.Input(values.AsSpan(2 * 3 * 4), [4, 3, 4]));
        Assert.Equal(all.Mean, parts.Mean);
        Assert.Equal(all.Variance, parts.Variance);
        double[] second = [.. Enumerable.Range(0, values.Length).Where(i => i / 4 % 3 == 1).Select(i => (double)values[i])];
        Assert.Equal(second.Average(), parts.Mean[1], 12);
        Assert.Equal(second.Average(value => value * value) - (second.Average() * second.Average()), parts.Variance[1], 12);
    }

    [Fact]
    public void Misfits_are_those_of_all_images_and_every_layer()
    {
        Module model = Patients.Healthy();
        IReadOnlyList<NormState> norms = NormState.Of(model);
        ImageSet images = Patients.Images(230, 31, Patients.Healthy);
        var backend = new CpuBackend(1);
        IReadOnlyList<double> misfits = new LayerFit(model, norms, 60).Misfits(
            new InputConvention("given", Patients.Given), images, backend);
        Assert.Equal(3, misfits.Count);
        Assert.Equal(Expected(model, norms, images), misfits[0], 1e-9);
        Assert.Equal(misfits[0], Assert.Single(new LayerFit(model, norms, 1).Misfits(
            new InputConvention("given", Patients.Given), images, backend)));
    }

    /// <summary>The first layer's misfit by what its convolution gives of all images at once.</summary>
    private static double Expected(Module model, IReadOnlyList<NormState> norms, ImageSet images)
    {
        var loader = new BatchLoader(images, new BatchLoaderOptions { BatchSize = images.Count, Normalization = Patients.Given });
        ImageBatch batch = loader.CreateBatch();
        loader.Load(0, 0, batch);
        using var tape = new Tape(gradients: false);
        Tensor given = model.NamedModules().First(entry => entry.Name == "conv1").Module.Forward(batch.OnTape(tape));
        var sums = new ChannelSums(8);
        sums.Add(given);
        float[] sorted = [.. norms[0].Variance.Order()];
        double floor = 1e-5 + (1e-3 * sorted[sorted.Length / 2]);
        return Enumerable.Range(0, 8).Average(c =>
        {
            double a = norms[0].Variance[c] + floor;
            double b = sums.Variance[c] + floor;
            double d = norms[0].Mean[c] - sums.Mean[c];
            return Math.Log(1 + (((a / b) + (b / a) - 2 + (d * d * ((1 / a) + (1 / b)))) / 2));
        });
    }
}
