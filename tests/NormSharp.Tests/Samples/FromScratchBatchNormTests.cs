using FromScratchBatchNorm;
using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.GradientChecking;
using NormSharp.Layers;
using NormSharp.Losses;
using NormSharp.Optimizers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Samples;

/// <summary>The batch normalization that samples/FromScratchBatchNorm writes from primitives is the fused layer.</summary>
public class FromScratchBatchNormTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Four_steps_agree_with_the_fused_layer(bool images, bool inDouble)
    {
        const int Channels = 5;
        Shape shape = images ? [6, Channels, 3, 4] : [9, Channels];
        var scratch = new ScratchBatchNorm(Channels);
        var fused = new BatchNorm(Channels);
        Tensor gamma = RandomTensor.Normal(1, [Channels]);
        Tensor beta = RandomTensor.Normal(2, [Channels]);
        foreach (Module module in (Module[])[scratch, fused])
        {
            gamma.CopyTo(module.NamedParameters().Single(entry => entry.Name == "weight").Parameter.AsSpan());
            beta.CopyTo(module.NamedParameters().Single(entry => entry.Name == "bias").Parameter.AsSpan());
        }

        double tolerance = inDouble ? 1e-12 : 1e-5;
        using Backend backend = inDouble ? new ReferenceBackend() : new CpuBackend(2);
        for (ulong step = 0; step < 4; step++)
        {
            Tensor x = RandomTensor.Normal(10 + step, shape);
            Tensor upstream = RandomTensor.Normal(20 + step, shape);
            List<double[]> expected = Run(fused, x, upstream, backend);
            List<double[]> actual = Run(scratch, x, upstream, backend);
            foreach ((double[] want, double[] got) in expected.Zip(actual))
            {
                Assert.InRange(Distance(got, want), 0, tolerance);
            }

            // Running statistics are float32 in both; they are rounded once a step.
            Assert.InRange(Distance(Doubles(scratch.RunningMean), Doubles(fused.RunningMean!)), 0, 1e-6);
            Assert.InRange(Distance(Doubles(scratch.RunningVariance), Doubles(fused.RunningVariance!)), 0, 1e-6);
        }

        scratch.Evaluate();
        fused.Evaluate();
        Tensor last = RandomTensor.Normal(99, shape);
        Assert.InRange(Distance(Doubles(scratch.Forward(last)), Doubles(fused.Forward(last))), 0, 1e-5);
    }

    [Fact]
    public void Its_gradients_pass_the_check_in_double()
    {
        GradientCheckResult result = GradientCheck.Run(new ScratchBatchNorm(3), RandomTensor.Normal(5, [4, 3, 2, 2]));
        Assert.True(result.RelativeError < 1e-6, result.ToString());
    }

    [Fact]
    public void A_network_learns_with_it()
    {
        var model = new Sequential(new Linear(8, 16), new ScratchBatchNorm(16), new Tanh(), new Linear(16, 3));
        model.Initialize(1);
        var optimizer = new Sgd(model, new SgdOptions { LearningRate = 0.5 });
        Tensor x = RandomTensor.Normal(7, [48, 8]);
        int[] labels = [.. Enumerable.Range(0, 48).Select(row => x[row, 0] > 0.4f ? 2 : x[row, 1] > 0 ? 1 : 0)];
        float first = 0;
        float last = 0;
        for (int step = 0; step < 60; step++)
        {
            using var tape = new Tape();
            Tensor loss = new CrossEntropyLoss().Forward(model.Forward(tape.Input(x)), labels);
            model.ClearGradients();
            tape.Backward(loss);
            optimizer.Step();
            last = loss.Item();
            first = step == 0 ? last : first;
        }

        Assert.InRange(last, 0, first / 4);
    }

    private static List<double[]> Run(Module module, Tensor x, Tensor upstream, Backend backend)
    {
        module.ClearGradients();
        using var tape = new Tape(backend);
        Tensor leaf = tape.Watch(x);
        Tensor y = module.Forward(leaf);
        tape.Backward(y, upstream);
        List<double[]> results = [Read(y), Read(tape.GradientOf(leaf)!)];
        results.AddRange(module.NamedParameters().Select(entry => Read(tape.GradientOf(entry.Parameter)!)));
        return results;

        double[] Read(Tensor tensor)
        {
            var values = new double[tensor.Length];
            backend.Read(tensor, values);
            return values;
        }
    }

    private static double[] Doubles(Tensor tensor) => Array.ConvertAll(tensor.ToArray(), value => (double)value);

    private static double Distance(double[] actual, double[] expected)
        => Math.Sqrt(actual.Zip(expected, (a, e) => (a - e) * (a - e)).Sum() / expected.Sum(e => e * e));
}
