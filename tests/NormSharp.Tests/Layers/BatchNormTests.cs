using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers;

public class BatchNormTests
{
    [Fact]
    public void The_numeric_example_of_a_textbook()
    {
        // Shape [2, 3, 1, 2], γ = 1, β = 0, ε = 1e-5, training mode; printed there with four decimals, cut.
        Tensor x = Tensor.From([1, 2, 2, 1, 2, 2, 2, 2, 3, 1, 1, 2], [2, 3, 1, 2]);
        float[] expected = [-1.7320f, 0.5773f, 0.3015f, -0.9045f, 0.5773f, 0.5773f, 0.5773f, 0.5773f, 1.5075f, -0.9045f, -1.7320f, 0.5773f];
        float[] actual = new BatchNorm(3).Forward(x).ToArray();
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - 1e-4f, pair.First + 1e-4f));
    }

    [Fact]
    public void Evaluation_uses_the_running_statistics_and_leaves_them_alone()
    {
        var layer = new BatchNorm(2);
        layer.Forward(RandomTensor.Normal(1, [8, 2, 3], mean: 5, deviation: 2));
        float[] mean = layer.RunningMean!.ToArray();
        float[] variance = layer.RunningVariance!.ToArray();
        layer.Evaluate();
        Tensor x = RandomTensor.Normal(2, [4, 2, 3]);
        Tensor y = layer.Forward(x);
        Assert.Equal((x[3, 1, 2] - mean[1]) / Math.Sqrt(variance[1] + 1e-5), y[3, 1, 2], 1e-5);
        Assert.Equal(mean, layer.RunningMean!.ToArray());
        Assert.Equal(variance, layer.RunningVariance!.ToArray());
        Assert.Equal(1, layer.BatchesTracked!.Value);
    }

    [Fact]
    public void Running_statistics_weigh_the_new_batch_and_store_the_unbiased_variance()
    {
        var layer = new BatchNorm(1, new BatchNormOptions { NewStatisticWeight = 0.25 });
        layer.Forward(Tensor.From([1, 3, 5, 7], [4, 1]));
        Assert.Equal(0.25f * 4, layer.RunningMean!.Item());
        Assert.Equal(0.75f + (0.25f * 20 / 3), layer.RunningVariance!.Item(), 1e-6f);
    }

    [Fact]
    public void Cumulative_averaging_weighs_all_batches_equally()
    {
        var layer = new BatchNorm(1, new BatchNormOptions { NewStatisticWeight = null });
        foreach (float mean in (float[])[2, 4, 9])
        {
            layer.Forward(Tensor.From([mean - 1, mean + 1], [2, 1]));
        }

        Assert.Equal(5, layer.RunningMean!.Item(), 1e-6f);
        Assert.Equal(2, layer.RunningVariance!.Item(), 1e-6f);
        Assert.Equal(3, layer.BatchesTracked!.Value);
    }

    [Fact]
    public void Frozen_statistics_survive_training_mode()
    {
        var model = new Sequential(("bn", new BatchNorm(2)));
        var layer = (BatchNorm)model.Layers[0];
        layer.FreezesStatistics = true;
        model.Train();
        Tensor x = RandomTensor.Normal(1, [6, 2], mean: 3);
        using var tape = new Tape();
        Tensor leaf = tape.Watch(x);
        Tensor y = model.Forward(leaf);
        tape.Backward(y, Tensor.Ones(y.Shape));
        Assert.Equal(x[0, 0] / MathF.Sqrt(1 + 1e-5f), y[0, 0], 1e-5f);
        Assert.Equal([0, 0], layer.RunningMean!.ToArray());
        Assert.Equal(0, layer.BatchesTracked!.Value);

        // Through constants the gradient is γ·invStd, not the zero that batch statistics would give under a constant upstream.
        Assert.Equal(1 / MathF.Sqrt(1 + 1e-5f), tape.GradientOf(leaf)![0, 0], 1e-5f);
        Assert.NotNull(layer.Gamma!.Gradient);
    }

    [Theory]
    [InlineData(new[] { 1, 3 })]
    [InlineData(new[] { 1, 3, 1, 1 })]
    public void One_value_per_channel_is_refused_in_training_with_the_layers_name(int[] shape)
    {
        var model = new Sequential(("features", new Sequential(("bn2", new BatchNorm(3)))));
        LayerException error = Assert.Throws<LayerException>(() => model.Forward(Tensor.Zeros(Shape.Create(shape))));
        Assert.Equal("features.bn2", error.Layer);
        Assert.Contains(Shape.Create(shape).ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains("batch of at least 2", error.Message, StringComparison.Ordinal);
        model.Evaluate();
        Assert.Equal(Shape.Create(shape), model.Forward(Tensor.Zeros(Shape.Create(shape))).Shape);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Non_finite_batches_never_enter_the_running_statistics(float bad)
    {
        var model = new Sequential(("bn1", new BatchNorm(2)), ("act", new Relu()), ("bn2", new BatchNorm(2)));
        Tensor x = RandomTensor.Normal(1, [5, 2, 3]);
        x.AsSpan()[10] = bad;
        NonFiniteStatisticsException error = Assert.Throws<NonFiniteStatisticsException>(() => model.Forward(x));
        Assert.Equal("bn1", error.Layer);
        Assert.Equal(1, error.Channel);
        Assert.Equal([0, 0], ((BatchNorm)model.Layers[0]).RunningMean!.ToArray());
        Assert.Equal([1, 1], ((BatchNorm)model.Layers[0]).RunningVariance!.ToArray());
        Assert.Equal(0, ((BatchNorm)model.Layers[0]).BatchesTracked!.Value);
    }

    [Fact]
    public void A_recorded_evaluation_keeps_the_statistics_it_used()
    {
        var layer = new BatchNorm(1);
        layer.Evaluate();
        using var tape = new Tape();
        Tensor y = layer.Forward(tape.Input([1, 2, 3, 4], [4, 1]));
        layer.RunningMean!.AsSpan()[0] = 100;
        layer.RunningVariance!.AsSpan()[0] = 4;
        layer.Forward(tape.Input([1, 2, 3, 4], [4, 1]));
        tape.Backward(y.Sum());
        Assert.Equal(10 / MathF.Sqrt(1 + 1e-5f), layer.Gamma!.Gradient!.Item(), 1e-4f);
    }

    [Fact]
    public void Moments_outlive_their_tape()
    {
        ChannelMoments moments;
        using (var tape = new Tape())
        {
            moments = ChannelMoments.Read(tape.Backend, tape.Input([1, 2, 3, 4], [4, 1]).BatchStatistics());
        }

        System.Buffers.ArrayPool<double>.Shared.Rent(1).AsSpan().Fill(99);
        Assert.Equal(2.5, moments.Mean[0]);
        Assert.Equal(5, moments.M2[0]);
    }

    [Fact]
    public void Recalibration_pools_batches_of_any_size()
    {
        var layer = new BatchNorm(3);
        layer.Forward(RandomTensor.Normal(9, [4, 3, 2], mean: 100));
        layer.Evaluate();
        Tensor all = RandomTensor.Normal(1, [11, 3, 4], mean: 2, deviation: 3);
        layer.BeginRecalibration();
        layer.Forward(all.Slice(0, 0, 2));
        layer.Forward(all.Slice(0, 2, 3));
        layer.Forward(all.Slice(0, 3, 11));
        layer.EndRecalibration();
        Tensor mean = all.Mean([0, 2]);
        Tensor variance = all.UnbiasedVariance([0, 2]);
        for (int c = 0; c < 3; c++)
        {
            Assert.Equal(mean[c], layer.RunningMean![c], 1e-5f);
            Assert.Equal(variance[c], layer.RunningVariance![c], 1e-4f);
        }
    }

    [Fact]
    public void Recalibration_needs_running_statistics_and_batches()
    {
        Assert.Throws<InvalidOperationException>(
            () => new BatchNorm(1, new BatchNormOptions { TrackRunningStatistics = false }).BeginRecalibration());
        var layer = new BatchNorm(1);
        layer.BeginRecalibration();
        Assert.Throws<InvalidOperationException>(layer.EndRecalibration);
        Assert.False(layer.IsRecalibrating);
    }

    [Fact]
    public void Without_running_statistics_evaluation_uses_the_batch()
    {
        var layer = new BatchNorm(2, new BatchNormOptions { TrackRunningStatistics = false });
        Tensor x = RandomTensor.Normal(3, [7, 2]);
        float[] training = layer.Forward(x).ToArray();
        layer.Evaluate();
        Assert.Equal(training, layer.Forward(x).ToArray());
        Assert.Empty(layer.NamedBuffers());
        Assert.Throws<InvalidOperationException>(() => layer.FreezesStatistics = true);
    }

    [Fact]
    public void Fused_activation_is_the_activation()
    {
        foreach (ActivationModule activation in (ActivationModule[])[new Relu(), new LeakyRelu(0.2f), new Sigmoid(), new Tanh(), new Gelu(),
            new Silu()])
        {
            Tensor x = RandomTensor.Normal(5, [6, 3, 5]);
            Tensor fused = new Sequential(new BatchNorm(3), activation).Forward(x);
            Tensor apart = activation.Forward(new BatchNorm(3).Forward(x));
            Assert.All(fused.ToArray().Zip(apart.ToArray()), pair => Assert.Equal(pair.Second, pair.First, 2e-6f));
        }
    }

    [Fact]
    public void Wrong_inputs_and_options_are_refused()
    {
        Assert.Contains(
            "[N, 3, …]",
            Assert.Throws<LayerException>(() => new BatchNorm(3).Forward(Tensor.Zeros([2, 4]))).Message,
            StringComparison.Ordinal);
        Assert.Throws<LayerException>(() => new BatchNorm(3).Forward(Tensor.Zeros([3])));
        Assert.Throws<LayerException>(() => new BatchNorm(3).Forward(Tensor.Zeros([0, 3])));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm(3, new BatchNormOptions { NewStatisticWeight = 1.5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchNorm(3, new BatchNormOptions { Epsilon = double.NaN }));
    }
}
