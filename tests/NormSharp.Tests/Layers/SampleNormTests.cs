using System.Text.Json.Nodes;
using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Optimizers;
using NormSharp.Serialization;
using NormSharp.Tensors;
using NormSharp.Tests.Gradients;
using NormSharp.Tests.Parity;

namespace NormSharp.Tests.Layers;

public class SampleNormTests
{
    [Fact]
    public void One_group_is_layer_normalization_over_all_but_the_batch()
    {
        Same(new GroupNorm(1, 6), new LayerNorm([6, 5, 7]), [3, 6, 5, 7], perChannel: false);
        Same(new GroupNorm(1, 1), new LayerNorm([1, 33]), [4, 1, 33], perChannel: false);
    }

    [Fact]
    public void As_many_groups_as_channels_are_instance_normalization()
    {
        var affine = new InstanceNormOptions { Affine = true };
        Same(new GroupNorm(6, 6), new InstanceNorm(6, affine), [3, 6, 5, 7], perChannel: true);
        Same(new GroupNorm(3, 3), new InstanceNorm(3, affine), [2, 3, 17], perChannel: true);
        Same(new GroupNorm(3, 3), new InstanceNorm(3, affine), [2, 3, 2, 2, 2], perChannel: true);
    }

    /// <summary>Batch normalization of one sample is another kernel's way to the same numbers.</summary>
    [Fact]
    public void Instance_normalization_of_one_sample_is_batch_normalization()
        => Same(new InstanceNorm(4, new InstanceNormOptions { Affine = true }), new BatchNorm(4), [1, 4, 9, 3], perChannel: true);

    [Fact]
    public void Training_and_evaluation_are_the_same_without_running_statistics()
    {
        Tensor x = RandomTensor.Normal(1, [3, 4, 5]);
        foreach (Module layer in (Module[])[new LayerNorm([5]), new RmsNorm([4, 5]), new GroupNorm(2, 4), new InstanceNorm(4),
            new LocalResponseNorm(3)])
        {
            float[] training = layer.Forward(x).ToArray();
            layer.Evaluate();
            Assert.Equal(training, layer.Forward(x).ToArray());
            Assert.Empty(layer.NamedBuffers());
        }
    }

    [Fact]
    public void A_single_value_is_its_own_mean()
    {
        // As in PyTorch: LayerNorm over one value, and groups of one value in a batch of several, give β.
        Tensor x = RandomTensor.Normal(1, [3, 2]);
        var layer = new LayerNorm([1]);
        layer.Beta!.AsSpan()[0] = 0.25f;
        Assert.All(layer.Forward(x.Reshape(6, 1)).ToArray(), value => Assert.Equal(0.25f, value));
        var group = new GroupNorm(2, 2);
        group.Beta!.AsSpan()[1] = 0.5f;
        Assert.Equal([0, 0.5f, 0, 0.5f, 0, 0.5f], group.Forward(x).ToArray());
    }

    [Theory]
    [InlineData(1, 4, 1, 1)]
    [InlineData(3, 4, 1)]
    [InlineData(3, 4, 1, 1, 1)]
    [InlineData(0, 4, 5)]
    public void Instances_of_one_value_are_refused_with_the_layers_name(params int[] extents)
    {
        foreach (bool training in new[] { true, false })
        {
            var model = new Sequential(("features", new Sequential(("in2", new InstanceNorm(4)))));
            model.Train(training);
            LayerException error = Assert.Throws<LayerException>(() => model.Forward(Tensor.Zeros(Shape.Create(extents))));
            Assert.Equal("features.in2", error.Layer);
            Assert.Contains("per channel of a sample has no variance", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Running_statistics_make_a_single_position_possible_in_evaluation()
    {
        var layer = new InstanceNorm(4, new InstanceNormOptions { TrackRunningStatistics = true });
        layer.Forward(RandomTensor.Normal(1, [3, 4, 5], mean: 4, deviation: 3));
        Tensor x = RandomTensor.Normal(2, [2, 4, 1]);
        Assert.Throws<LayerException>(() => layer.Forward(x));
        layer.Evaluate();
        AssertByRunning(layer, x);
        Assert.Equal(1, layer.BatchesTracked!.Value);
    }

    [Fact]
    public void Frozen_statistics_of_instances_are_used_in_training_and_saved()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        var layer = new InstanceNorm(4, new InstanceNormOptions { TrackRunningStatistics = true });
        layer.Forward(RandomTensor.Normal(1, [3, 4, 5], mean: 4, deviation: 3));
        var model = new Sequential(("in", layer));
        Assert.Equal(["in"], model.FreezeStatistics(new LayerPattern("in")));
        ModelFile.Save(path, model);
        var loaded = (InstanceNorm)((Sequential)ModelFile.Load(path).Module).Layers[0];
        loaded.Train();
        Assert.True(loaded.FreezesStatistics);
        AssertByRunning(loaded, RandomTensor.Normal(2, [2, 4, 3]));
        Assert.Equal(layer.RunningMean!.ToArray(), loaded.RunningMean!.ToArray());
        Assert.Equal(1, loaded.BatchesTracked!.Value);
        Assert.Throws<InvalidOperationException>(() => new InstanceNorm(4).FreezesStatistics = true);
        Assert.False(new InstanceNorm(4) { FreezesStatistics = false }.FreezesStatistics);
    }

    [Fact]
    public void Instances_are_recalibrated_by_their_own_statistics()
    {
        var layer = new InstanceNorm(4, new InstanceNormOptions { TrackRunningStatistics = true, NewStatisticWeight = 1 });
        Tensor x = RandomTensor.Normal(1, [3, 4, 5], mean: 4, deviation: 3);
        float[] own = layer.Forward(x).ToArray();
        float[] mean = layer.RunningMean!.ToArray();
        float[] variance = layer.RunningVariance!.ToArray();
        layer.RunningMean.AsSpan().Fill(float.NaN);
        layer.Evaluate();
        layer.BeginRecalibration();
        Assert.Equal(own, layer.Forward(x).ToArray());
        Assert.Equal(15, layer.RecalibrationCount);
        Assert.False(layer.TryGetAffine(out _, out string? obstacle));
        Assert.Contains("recalibrated", obstacle, StringComparison.Ordinal);
        layer.EndRecalibration();
        Assert.Equal(mean, layer.RunningMean.ToArray());
        Assert.Equal(variance, layer.RunningVariance!.ToArray());

        layer.BeginRecalibration();
        Assert.Contains(
            "a variance needs 2", Assert.Throws<InvalidOperationException>(layer.EndRecalibration).Message, StringComparison.Ordinal);
        Assert.False(layer.IsRecalibrating);
        Assert.Throws<InvalidOperationException>(() => new InstanceNorm(4).BeginRecalibration());
    }

    [Fact]
    public void Cumulative_averaging_weighs_all_batches_equally()
    {
        var layer = new InstanceNorm(1, new InstanceNormOptions { TrackRunningStatistics = true, NewStatisticWeight = null });
        foreach (float mean in (float[])[2, 4, 9])
        {
            // Two samples, whose own means are 1 apart from the batch's.
            layer.Forward(Tensor.From([mean - 2, mean, mean, mean + 2], [2, 1, 2]));
        }

        Assert.Equal(5, layer.RunningMean!.Item(), 1e-6f);
        Assert.Equal(2, layer.RunningVariance!.Item(), 1e-6f);
        Assert.Equal(3, layer.BatchesTracked!.Value);
    }

    [Fact]
    public void Non_finite_samples_never_enter_the_running_statistics()
    {
        var model = new Sequential(("in1", new InstanceNorm(2, new InstanceNormOptions { TrackRunningStatistics = true })));
        Tensor x = RandomTensor.Normal(1, [3, 2, 4]);
        x.AsSpan()[13] = float.NaN;
        NonFiniteStatisticsException error = Assert.Throws<NonFiniteStatisticsException>(() => model.Forward(x));
        Assert.Equal(("in1", 1), (error.Layer, error.Channel));
        Assert.Equal([0, 0], ((InstanceNorm)model.Layers[0]).RunningMean!.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Empty_batches_pass(int kind)
    {
        Module layer = kind switch { 0 => new LayerNorm([4]), 1 => new GroupNorm(3, 3), _ => new LocalResponseNorm(5) };
        Assert.Equal([0, 3, 4], layer.Forward(Tensor.Zeros([0, 3, 4])).Shape);
    }

    [Fact]
    public void Wrong_inputs_are_named_by_layer_and_dimension()
    {
        Refused(new LayerNorm([4, 5]), [2, 4, 6], "dimension 2 has extent 6", "[4, 5]");
        Refused(new LayerNorm([4, 5]), [5], "[4, 5]", "1 dimensions");
        Refused(new RmsNorm([4]), [3, 5], "dimension 1 has extent 5");
        Refused(new GroupNorm(2, 4), [2, 6, 3], "dimension 1 has 6 channels", "4");
        Refused(new GroupNorm(2, 4), [4], "2 dimensions or more");
        Refused(new GroupNorm(4, 4), [1, 4, 1], "one value");
        Refused(new InstanceNorm(4), [2, 4], "3 to 5 dimensions");
        Refused(new InstanceNorm(4), [2, 4, 2, 2, 2, 2], "3 to 5 dimensions");
        Refused(new InstanceNorm(4), [2, 3, 7], "dimension 1 has 3 channels", "4");
        Refused(new LocalResponseNorm(4), [2, 3], "at least 3 dimensions");

        static void Refused(Module layer, int[] shape, params string[] words)
        {
            var model = new Sequential(("norm7", layer));
            LayerException error = Assert.Throws<LayerException>(() => model.Forward(Tensor.Zeros(Shape.Create(shape))));
            Assert.Equal("norm7", error.Layer);
            Assert.All(words, word => Assert.Contains(word, error.Message, StringComparison.Ordinal));
            Assert.DoesNotContain('\n', error.Message);

            // The same through the fused path.
            if (layer is not LocalResponseNorm)
            {
                Assert.Equal(
                    "norm7",
                    Assert.Throws<LayerException>(
                        () => new Sequential(("norm7", layer), ("act", new Relu())).Forward(Tensor.Zeros(Shape.Create(shape)))).Layer);
            }
        }
    }

    [Fact]
    public void Wrong_options_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new LayerNorm([]));
        Assert.Throws<ArgumentException>(() => new RmsNorm([3, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LayerNorm([3], new LayerNormOptions { Epsilon = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RmsNorm([3], new RmsNormOptions { Epsilon = double.NaN }));
        Assert.Contains("5 channels", Assert.Throws<ArgumentException>(() => new GroupNorm(2, 5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new GroupNorm(0, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InstanceNorm(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new InstanceNorm(3, new InstanceNormOptions { NewStatisticWeight = 1.5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LocalResponseNorm(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LocalResponseNorm(3, new LocalResponseNormOptions { K = double.NaN }));
    }

    [Fact]
    public void All_are_saved_loaded_and_summarized()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        var model = new Sequential(
            ("response", new LocalResponseNorm(3, new LocalResponseNormOptions { Alpha = 0.5, Beta = 0.6, K = 2 })),
            ("instance",
                new InstanceNorm(
                    4,
                    new InstanceNormOptions { Affine = true, TrackRunningStatistics = true, NewStatisticWeight = null, Epsilon = 1e-3 })),
            ("group", new GroupNorm(2, 4, new GroupNormOptions { Epsilon = 1e-4 })),
            ("layer", new LayerNorm([4, 6], new LayerNormOptions { Bias = false, Epsilon = 1e-2 })),
            ("rms", new RmsNorm([6], new RmsNormOptions { Bias = true })));
        GradientsOf.Scattered(model);
        Tensor x = RandomTensor.Normal(1, [3, 4, 6], mean: 2);
        model.Forward(x);
        model.Evaluate();
        ModelFile.Save(path, model);
        Module loaded = ModelFile.Load(path).Module;
        Assert.Equal(model.Describe().ToJsonString(), loaded.Describe().ToJsonString());
        Assert.Equal(model.Forward(x).ToArray(), loaded.Forward(x).ToArray());
        Assert.Equal(1, loaded.NamedCounters().Single().Counter.Value);
        Assert.Equal(
            ["instance.weight", "instance.bias", "group.weight", "group.bias", "layer.weight", "rms.weight", "rms.bias"],
            loaded.NamedParameters().Select(entry => entry.Name));
        Assert.Equal(["instance.running_mean", "instance.running_var"], loaded.NamedBuffers().Select(entry => entry.Name));
        Assert.Equal("instance.num_batches_tracked", loaded.NamedCounters().Single().Name);
        Assert.Equal(
            [("LocalResponseNorm(3)", 0), ("InstanceNorm(4)", 8), ("GroupNorm(2, 4)", 8), ("LayerNorm(4×6)", 24), ("RmsNorm(6)", 12)],
            ModelSummary.Of(loaded, [1, 4, 6]).Rows.Select(row => (row.Layer, (int)row.Parameters)));
    }

    [Theory]
    [InlineData("""{"type":"LayerNorm","normalized_shape":7,"epsilon":1e-5,"affine":true,"bias":true}""", "normalized_shape")]
    [InlineData("""{"type":"GroupNorm","groups":2,"channels":5,"epsilon":1e-5,"affine":true}""", "5 channels")]
    [InlineData("""{"type":"LocalResponseNorm","size":0,"alpha":1,"beta":1,"k":1}""", "LocalResponseNorm")]
    public void Damaged_descriptions_are_named(string description, string expected) => Assert.Contains(
        expected,
        Assert.Throws<FormatException>(() => LayerCatalog.Create((JsonObject)JsonNode.Parse(description)!)).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"type":"LayerNorm","normalized_shape":[2000000000,2000000000],"epsilon":1e-5,"affine":true,"bias":true}""")]
    [InlineData("""{"type":"GroupNorm","groups":1,"channels":2000000000,"epsilon":1e-5,"affine":true}""")]
    public void Descriptions_that_claim_more_than_the_file_holds_are_refused_before_they_are_built(string description)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        var writer = new SafetensorsWriter();
        writer.Metadata[ModelFile.ArchitectureKey] = description;
        AtomicFile.Write(path, writer.Write);
        Assert.Contains(
            "but its tensors hold 0", Assert.Throws<ModelFormatException>(() => ModelFile.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weight_decay_spares_gamma_and_beta_of_any_shape()
    {
        var model = new Sequential(
            ("fc", new Linear(3, 4)), ("ln", new LayerNorm([2, 4])), ("rms", new RmsNorm([2, 2, 4])), ("gn", new GroupNorm(2, 2)));
        IReadOnlyList<ParameterGroup> groups = ParameterGroup.DecayWeightsOnly(model);
        Assert.Equal(["fc.weight"], groups[0].Parameters.Select(entry => entry.Name));
        Assert.Null(groups[0].WeightDecay);
        Assert.Equal(
            ["fc.bias", "ln.weight", "ln.bias", "rms.weight", "gn.weight", "gn.bias"], groups[1].Parameters.Select(entry => entry.Name));
        Assert.Equal(0, groups[1].WeightDecay);
    }

    [Fact]
    public void Running_statistics_of_instances_are_a_line_in_evaluation()
    {
        InstanceNorm layer = GradientsOf.Scattered(
            new InstanceNorm(2, new InstanceNormOptions { Affine = true, TrackRunningStatistics = true }));
        layer.Forward(RandomTensor.Normal(1, [3, 2, 5], mean: 4, deviation: 3));
        layer.Evaluate();
        Assert.True(layer.TryGetAffine(out ChannelAffine? line, out _));
        Tensor x = RandomTensor.Normal(2, [1, 2, 1]);
        float[] y = layer.Forward(x).ToArray();
        Assert.Equal((line.Scale[1] * x[0, 1, 0]) + line.Offset(1), y[1], 1e-5);
        Assert.False(new InstanceNorm(2).TryGetAffine(out _, out string? obstacle));
        Assert.Contains("no running statistics", obstacle, StringComparison.Ordinal);
    }

    /// <summary>
    /// Holds output and input gradient of one layer to another's, γ and β being scattered in both alike (or left alone, where their shapes
    /// differ).
    /// </summary>
    private static void Same(Module layer, Module other, int[] extents, bool perChannel)
    {
        if (perChannel)
        {
            GradientsOf.Scattered(layer);
            GradientsOf.Scattered(other);
        }

        (float[] y, float[] dx) = Run(layer, extents);
        (float[] expectedY, float[] expectedDx) = Run(other, extents);
        Closeness.Check("y", y, AsFixture(expectedY));
        Closeness.Check("dx", dx, AsFixture(expectedDx));
    }

    /// <summary>Holds an output to (x − running_mean)/√(running_var + ε).</summary>
    private static void AssertByRunning(InstanceNorm layer, Tensor x)
    {
        int positions = x.Shape[2];
        IEnumerable<double> expected = x.ToArray().Select((value, i) =>
            (value - layer.RunningMean![i / positions % 4]) / Math.Sqrt(layer.RunningVariance![i / positions % 4] + 1e-5));
        Closeness.Check("y", layer.Forward(x).ToArray(), new FixtureTensor([x.Length], [.. expected]));
    }

    private static FixtureTensor AsFixture(float[] values) => new([values.Length], [.. values.Select(value => (double)value)]);

    private static (float[] Y, float[] Dx) Run(Module layer, int[] extents)
    {
        using var run = new ParityRun("cpu");
        Tensor x = run.Tape.Watch(RandomTensor.Normal(1, Shape.Create(extents), mean: 3, deviation: 2));
        Tensor y = layer.Forward(x);
        run.Tape.Backward(y, run.Tape.Input(RandomTensor.Normal(2, Shape.Create(extents))));
        return (y.ToArray(), run.Tape.GradientOf(x)!.ToArray());
    }
}
