using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Tensors;
using NormSharp.Transforms;

namespace NormSharp.Tests.Transforms;

public sealed class BiasAbsorptionTests
{
    [Fact]
    public void The_output_stays_and_the_biases_are_gone()
    {
        Sequential model = Trained();
        Module lean = BiasAbsorption.Absorb(model, out IReadOnlyList<RedundantBias> absorbed);

        Assert.Equal([("conv", "bn1"), ("block.fc1", "block.bn2")], absorbed.Select(bias => (bias.Layer.Path, bias.Normalization.Path)));
        Assert.Equal(
            ["conv.bias", "block.fc1.bias"],
            model.NamedParameters().Select(entry => entry.Name).Except(lean.NamedParameters().Select(entry => entry.Name)));
        float[] expected = Output(model);
        float[] actual = Output(lean);
        double scale = expected.Max(Math.Abs);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 2e-6 * scale));
        Assert.False(lean.IsTraining);
    }

    [Fact]
    public void The_running_mean_takes_the_bias_and_nothing_else_changes()
    {
        Sequential model = Trained();
        var lean = (Sequential)BiasAbsorption.Absorb(model, out _);
        float[] bias = ((Conv2d)model.Layers[0]).Bias!.ToArray();
        float[] before = ((BatchNorm)model.Layers[1]).RunningMean!.ToArray();
        Assert.Equal(before.Zip(bias, (mean, b) => mean - b), ((BatchNorm)lean.Layers[1]).RunningMean!.ToArray());
        Assert.Equal(((BatchNorm)model.Layers[1]).RunningVariance!.ToArray(), ((BatchNorm)lean.Layers[1]).RunningVariance!.ToArray());
        Assert.Equal(3, ((BatchNorm)lean.Layers[1]).BatchesTracked!.Value);
        Assert.True(((BatchNorm)lean.Layers[1]).Gamma!.IsFrozen);
    }

    [Fact]
    public void In_training_mode_the_bias_had_no_influence()
    {
        Sequential model = Trained();
        Module lean = BiasAbsorption.Absorb(model, out _);
        model.Train();
        lean.Train();
        float[] expected = Output(model);
        Assert.All(expected.Zip(Output(lean)), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }

    [Fact]
    public void A_bias_that_something_sees_stays()
    {
        var shared = new Linear(4, 4);
        var model = new Sequential(
            ("fc1", new Linear(4, 4)), ("relu", new Relu()), ("bn1", new BatchNorm(4)),
            ("shared1", shared),
            ("bn2", new BatchNorm(4)),
            ("shared2", shared),
            ("fc2", new Linear(4, 3, bias: false)),
            ("bn3", new BatchNorm(3)),
            ("fc3", new Linear(3, 2)));
        Assert.Empty(BiasAbsorption.Find(model));
    }

    [Fact]
    public void Without_running_statistics_the_bias_is_only_dropped()
    {
        var model = new Sequential(
            ("fc", new Linear(4, 3)), ("bn", new BatchNorm(3, new BatchNormOptions { TrackRunningStatistics = false })));
        Module lean = BiasAbsorption.Absorb(model, out IReadOnlyList<RedundantBias> absorbed);
        Assert.Equal("fc", Assert.Single(absorbed).Layer.Path);
        using var tape = new Tape(gradients: false);
        Tensor x = RandomTensor.Normal(1, [8, 4]);
        float[] actual = lean.Forward(tape.Input(x.ToArray(), x.Shape)).ToArray();
        Assert.All(
            model.Forward(tape.Input(x.ToArray(), x.Shape)).ToArray().Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
    }

    private static float[] Output(Module model)
    {
        using var tape = new Tape(gradients: false);
        Tensor x = RandomTensor.Normal(9, [5, 2, 7, 7]);
        return model.Forward(tape.Input(x.ToArray(), x.Shape)).ToArray();
    }

    /// <summary>Large biases, running statistics of three steps, and a frozen γ.</summary>
    private static Sequential Trained()
    {
        var model = new Sequential(
            ("conv", new Conv2d(2, 4, 3)), ("bn1", new BatchNorm(4)), ("relu", new Relu()), ("flat", new Flatten()),
            ("block", new Sequential(("fc1", new Linear(100, 6)), ("bn2", new BatchNorm(6)))),
            ("tanh", new Tanh()),
            ("fc2", new Linear(6, 3)));
        model.Initialize(5);
        float bias = 3;
        foreach ((string name, Parameter parameter) in model.NamedParameters()
            .Where(entry => entry.Name.EndsWith("bias", StringComparison.Ordinal)))
        {
            foreach (ref float value in parameter.AsSpan())
            {
                value = bias *= -1.1f;
            }
        }

        for (ulong step = 0; step < 3; step++)
        {
            using var tape = new Tape(gradients: false);
            Tensor x = RandomTensor.Normal(step, [6, 2, 7, 7]);
            model.Forward(tape.Input(x.ToArray(), x.Shape));
        }

        model.Evaluate();
        ((BatchNorm)model.Layers[1]).Gamma!.IsFrozen = true;
        return model;
    }
}
