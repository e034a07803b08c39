using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;
using NormSharp.Tests.Gradients;

namespace NormSharp.Tests.Layers;

/// <summary>Batch normalization, an activation and average pooling that are run as one.</summary>
public class PoolingFusionTests
{
    [Theory]
    [InlineData(5, 24, 24, ActivationKind.Sigmoid)]
    [InlineData(70, 8, 8, ActivationKind.Sigmoid)]
    [InlineData(5, 7, 9, ActivationKind.Relu)]
    [InlineData(4, 33, 17, ActivationKind.Gelu)]
    [InlineData(3, 2, 3, ActivationKind.Tanh)]
    [InlineData(2, 66, 65, ActivationKind.Sigmoid)]
    [InlineData(9, 16, 16, ActivationKind.Gelu)]
    [InlineData(9, 8, 24, ActivationKind.Relu)]
    [InlineData(3, 64, 32, ActivationKind.Tanh)]
    public void Four_steps_of_fused_and_observed_layers_give_the_same_bits(int batch, int height, int width, ActivationKind kind)
    {
        Sequential observed = Chain(kind);
        var observer = new PathObserver();
        observed.Observe(observer);
        foreach (int threads in new[] { 1, 2, 3 })
        {
            Sequential fused = Chain(kind);
            Sequential apart = Chain(kind);
            apart.Observe(new PathObserver());
            using var backend = new CpuBackend(threads);
            using var one = new CpuBackend(1);
            for (ulong step = 0; step < 4; step++)
            {
                float[][] expected = FusionStep.Of(one, apart, step, [batch, 2, height, width]);
                float[][] found = FusionStep.Of(backend, fused, step, [batch, 2, height, width], last: step > 0);
                Assert.Equal(expected.Length, found.Length);
                for (int i = 0; i < expected.Length; i++)
                {
                    Assert.Equal(expected[i], found[i]);
                }
            }
        }

        using var other = new CpuBackend(1);
        FusionStep.Of(other, observed, 0, [batch, 2, height, width]);
        Assert.Contains("bn", observer.Seen);
        Assert.Contains("pool", observer.Seen);
    }

    [Fact]
    public void Stored_statistics_are_used_and_pooled_in_evaluation()
    {
        using var backend = new CpuBackend(2);
        Sequential chain = Chain(ActivationKind.Sigmoid);
        FusionStep.Of(backend, chain, 1, [6, 2, 8, 8]);
        chain.Evaluate();
        Tensor x = RandomTensor.Normal(2, [3, 2, 8, 8], mean: 4);
        Tensor found = chain.Forward(x);
        Assert.Equal([3, 2, 4, 4], found.Shape.ToArray());
        Tensor expected = x;
        foreach (Module layer in chain.Layers)
        {
            expected = layer.Forward(expected);
        }

        Assert.Equal(expected.ToArray(), found.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_layer_that_learns_its_channels_is_pooled(bool freezes)
    {
        var chain = new Sequential(new BatchNorm { FreezesStatistics = freezes }, new Sigmoid(), new AveragePool2d(2));
        if (!freezes)
        {
            chain.Evaluate();
        }

        Tensor x = RandomTensor.Normal(2, [2, 3, 8, 8]);
        float[] first = chain.Forward(x).ToArray();
        Assert.Equal(2 * 3 * 4 * 4, first.Length);
        Assert.Equal(first, chain.Forward(x).ToArray());
    }

    [Fact]
    public void What_is_joined_and_what_is_not()
    {
        Tensor x = RandomTensor.Normal(1, [4, 2, 8, 8]);
        static bool Joins(BatchNorm layer, Tensor x, AveragePool2d pool) => ((IPoolingFusing)layer).FusesPooling(x, pool);
        var two = new AveragePool2d(2);
        Assert.True(Joins(new BatchNorm(2), x, two));
        Assert.False(Joins(new BatchNorm(), x, two));
        Assert.False(Joins(new BatchNorm(2) { FreezesStatistics = true }, x, two));
        Assert.False(Joins(new BatchNorm(8, new BatchNormOptions { Axis = -1 }), x, two));
        Assert.False(Joins(new GhostBatchNorm(2, 2), x, two));
        Assert.False(Joins(new BatchNorm(2), x, new AveragePool2d(3, 2)));
        Assert.False(Joins(new BatchNorm(2), x, new AveragePool2d(2, 1)));
        Assert.False(Joins(new BatchNorm(2), x, new AveragePool2d(2, 2, 1)));
        Assert.False(Joins(new BatchNorm(2), RandomTensor.Normal(1, [4, 2, 8]), two));
        var evaluated = new BatchNorm(2);
        evaluated.Evaluate();
        Assert.False(Joins(evaluated, x, two));
        var observed = new BatchNorm(2);
        observed.Observe(new PathObserver());
        Assert.False(Joins(observed, x, two));
        two.Observe(new PathObserver());
        Assert.False(Joins(new BatchNorm(2), x, two));
    }

    [Fact]
    public void Gradients_agree_with_finite_differences()
    {
        GradientsOf.Layer(GradientsOf.Scattered(Chain(ActivationKind.Sigmoid)), 3, 2, 4, 6);
        GradientsOf.Layer(GradientsOf.Scattered(Chain(ActivationKind.Tanh)), 2, 2, 5, 3);
        Sequential evaluated = GradientsOf.Scattered(Chain(ActivationKind.Sigmoid));
        evaluated.Evaluate();
        GradientsOf.Layer(evaluated, 3, 2, 4, 4);
    }

    [Fact]
    public void The_gradient_of_averages_reaches_the_normalization_without_its_input_gradient()
    {
        // A leaf that is not watched: only γ and β ask for gradients.
        using var backend = new CpuBackend(1);
        float[][] gradients = [.. new[] { false, true }.Select(observe =>
        {
            Sequential chain = Chain(ActivationKind.Sigmoid);
            if (observe)
            {
                chain.Observe(new PathObserver());
            }

            using var tape = new Tape(backend);
            Tensor y = chain.Forward(tape.Input(RandomTensor.Normal(1, [6, 2, 8, 8])));
            tape.Backward(y, RandomTensor.Normal(2, y.Shape));
            return chain.NamedParameters().SelectMany(entry => entry.Parameter.Gradient!.ToArray()).ToArray();
        })];
        Assert.Equal(gradients[1], gradients[0]);
        Assert.Contains(gradients[0], value => value != 0);
    }

    [Fact]
    public void The_operation_gives_the_bits_of_its_parts()
    {
        using var backend = new CpuBackend(2);
        var settings = new PoolingSettings(2, 2, 0);
        float[][] results = [.. new[] { true, false }.Select(together =>
        {
            using var tape = new Tape(backend);
            Tensor x = tape.Watch(RandomTensor.Normal(3, [9, 2, 24, 24], mean: 2));
            var sigmoid = new Activation(ActivationKind.Sigmoid);
            Tensor y = together
                ? x.NormalizeBatchThenAveragePool2d(1e-5, null, null, sigmoid, settings, out _)
                : x.NormalizeBatch(1e-5, null, null, sigmoid, out _).AveragePool2d(settings);
            tape.Backward(y, RandomTensor.Normal(4, y.Shape));
            return new[] { y.ToArray(), tape.GradientOf(x)!.ToArray() };
        }).SelectMany(pair => pair)];
        Assert.Equal(results[2], results[0]);
        Assert.Equal(results[3], results[1]);
    }

    [Fact]
    public void A_gradient_written_over_the_output_is_that_of_a_pass_that_keeps_it()
    {
        using var backend = new CpuBackend(1);
        Sequential chain = Chain(ActivationKind.Sigmoid);
        foreach (int width in new[] { 24, 10 })
        {
            using var tape = new Tape(backend);
            Tensor x = tape.Watch(RandomTensor.Normal(1, [4, 2, 24, width]));
            Tensor y = chain.Forward(x);
            Tensor upstream = RandomTensor.Normal(2, y.Shape);
            tape.Backward(y, upstream);
            float[] once = tape.GradientOf(x)!.ToArray();
            tape.Backward(y, upstream);
            float[] twice = tape.GradientOf(x)!.ToArray();
            tape.Backward(y, upstream, last: true);
            Assert.Equal(once.Select(value => 2 * value), twice);
            Assert.Equal(once.Select(value => (2 * value) + value), tape.GradientOf(x)!.ToArray());
        }
    }

    [Fact]
    public void An_input_of_other_channels_is_refused_by_name()
    {
        var model = new Sequential(("bn", new BatchNorm(2)), ("act", new Sigmoid()), ("pool", new AveragePool2d(2)));
        string message = Assert.Throws<LayerException>(() => model.Forward(Tensor.Ones([2, 3, 4, 4]))).Message;
        Assert.Contains("layer bn (BatchNorm)", message, StringComparison.Ordinal);
    }

    private static Sequential Chain(ActivationKind kind)
    {
        Module activation = kind switch
        {
            ActivationKind.Sigmoid => new Sigmoid(),
            ActivationKind.Tanh => new Tanh(),
            ActivationKind.Gelu => new Gelu(),
            _ => new Relu(),
        };
        var chain = new Sequential(("bn", new BatchNorm(2)), ("act", activation), ("pool", new AveragePool2d(2)));
        chain.Initialize(5);
        return chain;
    }
}
