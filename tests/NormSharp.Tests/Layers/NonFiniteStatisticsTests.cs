using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers;

/// <summary>NaN and infinity in a batch never enter the running statistics: the layer throws and stays as it was.</summary>
public sealed class NonFiniteStatisticsTests
{
    public static TheoryData<float, int> BadValues { get; } = new(
        from value in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, -3e38f, 1e25f }
        from position in new[] { 0, 1, 16, 17, 59 }
        select (value, position));

    [Theory]
    [MemberData(nameof(BadValues))]
    public void A_bad_value_anywhere_leaves_the_layer_as_it_was(float bad, int position)
    {
        BatchNorm layer = Trained();
        float[] before = State(layer);
        var error = Assert.Throws<NonFiniteStatisticsException>(() => Forward(layer, Batch(bad, position)));
        Assert.Equal(before, State(layer));
        Assert.Equal(position / 5 % 3, error.Channel);
        Assert.Equal("BatchNorm", error.Layer);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void The_fused_pair_throws_too_and_names_the_layer(float bad)
    {
        BatchNorm layer = Trained();
        float[] before = State(layer);
        var model = new Sequential(("features", new Sequential(("bn", layer), ("act", new Relu()))));
        var error = Assert.Throws<NonFiniteStatisticsException>(() => Forward(model, Batch(bad, 3)));
        Assert.Equal("features.bn", error.Layer);
        Assert.Contains("features.bn", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, State(layer));
    }

    [Fact]
    public void Recalibration_throws_and_can_be_cancelled()
    {
        BatchNorm layer = Trained();
        layer.Evaluate();
        float[] before = State(layer);
        layer.BeginRecalibration();
        Forward(layer, Batch(1, 0));
        Assert.Throws<NonFiniteStatisticsException>(() => Forward(layer, Batch(float.NaN, 7)));
        layer.CancelRecalibration();
        Assert.Equal(before, State(layer));
    }

    [Fact]
    public void Fixed_statistics_do_not_look_at_the_batch_and_keep_still()
    {
        BatchNorm layer = Trained();
        float[] before = State(layer);
        layer.Evaluate();
        Assert.Equal(1, Forward(layer, Batch(float.NaN, 7)).Count(float.IsNaN));
        layer.Train();
        layer.FreezesStatistics = true;
        Assert.Equal(1, Forward(layer, Batch(float.NaN, 7)).Count(float.IsNaN));
        Assert.Equal(before, State(layer));
    }

    /// <summary>From where squares leave float32 to its end: either the statistics are finite, or the batch is refused.</summary>
    [Fact]
    public void Whatever_the_size_of_the_values_running_statistics_stay_finite()
    {
        int refused = 0;
        for (double exponent = 15; exponent < 38.5; exponent += 0.25)
        {
            foreach (int rows in (int[])[2, 3, 64])
            {
                var layer = new BatchNorm(2, new BatchNormOptions { NewStatisticWeight = 1 });
                float size = (float)Math.Pow(10, exponent);
                float[] values = [.. Enumerable.Range(0, rows * 2).Select(i => (i / 2 % 2 == 0 ? 1 : -1) * size)];
                try
                {
                    Forward(layer, Tensor.From(values, [rows, 2]));
                    Assert.NotEqual(1, layer.RunningVariance![0]);
                }
                catch (NonFiniteStatisticsException)
                {
                    refused++;
                    Assert.Equal(1, layer.RunningVariance![0]);
                }

                Assert.All(State(layer), value => Expect.True(float.IsFinite(value), $"values of ±{size} left {value} in the statistics"));
            }
        }

        Assert.InRange(refused, 1, 3 * 94 * 9 / 10);
    }

    private static BatchNorm Trained()
    {
        var layer = new BatchNorm(3);
        Forward(layer, Batch(2.5f, 11));
        return layer;
    }

    /// <summary>[4, 3, 5] of ordinary values with one replaced.</summary>
    private static Tensor Batch(float value, int position)
    {
        float[] values = [.. Enumerable.Range(0, 60).Select(i => MathF.Sin(i))];
        values[position] = value;
        return Tensor.From(values, [4, 3, 5]);
    }

    private static float[] Forward(Module module, Tensor batch)
    {
        using var tape = new Tape();
        return module.Forward(tape.Input(batch)).ToArray();
    }

    private static float[] State(BatchNorm layer) =>
        [.. layer.RunningMean!.ToArray(), .. layer.RunningVariance!.ToArray(), layer.BatchesTracked!.Value];
}
