using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Training.Tests.Recalibration;

public sealed class BatchNormRecalibrationTests
{
    private static readonly RecalibrationOptions Options = new() { BatchSize = 16 };

    [Fact]
    public void Statistics_are_those_of_all_values_at_once()
    {
        Sequential model = Trained();
        var recorder = new InputRecorder();
        model.Observe(recorder);

        // 16, 16, … and 4 images: a plain mean of the batches' means would be wrong.
        RecalibrationResult result = BatchNormRecalibration.Run(model, TinyTask.Set("tiny", 100, 3), Options);

        Assert.Equal(100, result.Images);
        Assert.Equal(7, result.Batches);
        Assert.Equal(["bn1", "bn2"], result.Layers.Select(layer => layer.Layer));
        foreach (BatchNorm layer in BatchNormRecalibration.Layers(model).Cast<BatchNorm>())
        {
            List<double>[] values = recorder.Values[layer];
            for (int channel = 0; channel < layer.Channels; channel++)
            {
                double mean = values[channel].Average();
                double squares = values[channel].Sum(value => (value - mean) * (value - mean));
                Assert.Equal(mean, layer.RunningMean!.ToArray()[channel], tolerance: 5e-6);
                double expected = squares / (values[channel].Count - 1);
                Assert.Equal(1, layer.RunningVariance!.ToArray()[channel] / expected, tolerance: 5e-6);
            }
        }

        Assert.Equal(100 * 36, recorder.Values[(BatchNorm)model.Layers[1]][0].Count);
        Assert.Equal(100, recorder.Values[(BatchNorm)model.Layers[6]][0].Count);
    }

    [Fact]
    public void Weights_counters_and_dropout_are_left_alone()
    {
        Sequential model = Trained();
        IReadOnlyList<(string Name, int[] Bits)> before = TinyTask.Bits(model);
        var watcher = new DropoutWatcher();
        model.Observe(watcher);

        BatchNormRecalibration.Run(model, TinyTask.Set("tiny", 100, 3), Options);

        Assert.True(watcher.Passes > 0 && watcher.WasIdentity);
        foreach (((string name, int[] bits), int i) in TinyTask.Bits(model).Select((entry, i) => (entry, i)))
        {
            Assert.Equal(!name.Contains("running", StringComparison.Ordinal), bits.AsSpan().SequenceEqual(before[i].Bits));
        }

        Assert.All(model.NamedModules(), entry => Assert.False(entry.Module.IsTraining));
    }

    [Fact]
    public void It_repairs_statistics_that_are_no_numbers()
    {
        Sequential broken = Trained();
        Sequential sound = Trained();
        foreach (IRecalibratable layer in BatchNormRecalibration.Layers(broken))
        {
            layer.RunningMean!.AsSpan().Fill(float.NaN);
            layer.RunningVariance!.AsSpan().Fill(float.PositiveInfinity);
        }

        BatchNormRecalibration.Run(broken, TinyTask.Set("tiny", 100, 3), Options);
        BatchNormRecalibration.Run(sound, TinyTask.Set("tiny", 100, 3), Options);

        TinyTask.AssertSameBits(sound, broken);
    }

    [Fact]
    public void Frozen_layers_stay_unless_asked_for()
    {
        Sequential model = Trained();
        var frozen = (BatchNorm)model.Layers[1];
        frozen.FreezesStatistics = true;
        float[] before = frozen.RunningMean!.ToArray();

        Assert.Equal("bn2", Assert.Single(BatchNormRecalibration.Run(model, TinyTask.Set("tiny", 50, 3), Options).Layers).Layer);
        Assert.Equal(before, frozen.RunningMean!.ToArray());
        Assert.Equal(2, BatchNormRecalibration.Run(model, TinyTask.Set("tiny", 50, 3), Options with { IncludeFrozen = true }).Layers.Count);
        Assert.NotEqual(before, frozen.RunningMean!.ToArray());
    }

    [Fact]
    public void Fewer_batches_take_fewer_images()
    {
        Sequential model = Trained();
        var recorder = new InputRecorder();
        model.Observe(recorder);
        List<int> progress = [];

        BatchNormRecalibration.Run(
            model, TinyTask.Set("tiny", 100, 3), Options with { Batches = 3, Progress = (done, _) => progress.Add(done) });

        Assert.Equal([1, 2, 3], progress);
        // 100 images in batches of at most 16 are 7 of 14 or 15.
        Assert.Equal(42, recorder.Values[(BatchNorm)model.Layers[6]][0].Count);
    }

    [Fact]
    public void Nan_and_interruption_leave_the_statistics_as_they_were()
    {
        Sequential model = Trained();
        IReadOnlyList<(string Name, int[] Bits)> before = TinyTask.Bits(model);
        using var source = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => BatchNormRecalibration.Run(
            model, TinyTask.Set("tiny", 100, 3), Options with { Progress = (_, _) => source.Cancel() }, source.Token));
        Assert.All(TinyTask.Bits(model).Zip(before), pair => Assert.Equal(pair.Second.Bits, pair.First.Bits));

        model.NamedParameters().Single(entry => entry.Name == "fc1.weight").Parameter.AsSpan()[0] = float.NaN;
        before = TinyTask.Bits(model);
        var exception = Assert.Throws<NonFiniteStatisticsException>(
            () => BatchNormRecalibration.Run(model, TinyTask.Set("tiny", 100, 3), Options));

        Assert.Equal("bn2", exception.Layer);
        Assert.All(TinyTask.Bits(model).Zip(before), pair => Assert.Equal(pair.Second.Bits, pair.First.Bits));
        Assert.All(BatchNormRecalibration.Layers(model), layer => Assert.False(layer.IsRecalibrating));
    }

    [Fact]
    public void A_model_without_batch_normalization_has_nothing_to_recompute() =>
        Assert.Empty(
            BatchNormRecalibration.Run(new Sequential(new Flatten(), new Linear(64, 3)), TinyTask.Set("tiny", 10, 3), Options).Layers);

    [Fact]
    public void Equal_weights_and_momentum_average_what_each_batch_says()
    {
        // 5 images of a linear layer in batches of 3 and 2: counts differ, so that pooling by count gives something else.
        var set = new InMemoryImageSet("five", new ImageShape(1, 1, 1), ["a", "b"], [0, 51, 102, 204, 255], [0, 1, 0, 1, 0]);
        foreach (bool population in new[] { false, true })
        {
            foreach (RecalibrationMethod method in Enum.GetValues<RecalibrationMethod>())
            {
                var layer = new BatchNorm(1, new BatchNormOptions { NewStatisticWeight = 0.3, StoresPopulationVariance = population });
                layer.RunningMean!.AsSpan()[0] = 5;
                layer.RunningVariance!.AsSpan()[0] = 7;
                var recorder = new BatchRecorder();
                var model = new Sequential(new Flatten(), layer, new Linear(1, 2));
                layer.Observe(recorder);

                BatchNormRecalibration.Run(model, set, Options with { Method = method, BatchSize = 3 });

                double[][] batches = [.. recorder.Batches];
                Assert.Equal([2, 3], batches.Select(batch => batch.Length).Order());
                double[] all = [.. batches.SelectMany(batch => batch)];
                double Variance(double[] values)
                    => values.Sum(v => Math.Pow(v - values.Average(), 2)) / (values.Length - (population ? 0 : 1));
                (double mean, double variance) = method switch
                {
                    RecalibrationMethod.Pooled => (all.Average(), Variance(all)),
                    RecalibrationMethod.Batches => (batches.Average(batch => batch.Average()), batches.Average(Variance)),
                    _ => batches.Aggregate(
                        (5.0, 7.0),
                        (old, batch) => ((0.7 * old.Item1) + (0.3 * batch.Average()), (0.7 * old.Item2) + (0.3 * Variance(batch)))),
                };
                Assert.Equal(mean, layer.RunningMean.AsSpan()[0], 1e-6);
                Assert.Equal(variance, layer.RunningVariance.AsSpan()[0], 1e-6);
            }
        }
    }

    [Fact]
    public void The_drift_is_measured_in_the_new_deviation()
    {
        Sequential model = Trained();
        var layer = (BatchNorm)model.Layers[1];
        float[] mean = layer.RunningMean!.ToArray();
        float[] variance = layer.RunningVariance!.ToArray();

        StatisticsDrift drift = BatchNormRecalibration.Run(model, TinyTask.Set("tiny", 100, 3), Options).Layers[0];

        double[] shifts =
            [.. mean.Select(
                (old, c) => Math.Abs((double)old - layer.RunningMean.AsSpan()[c]) / Math.Sqrt(
                    (double)layer.RunningVariance.AsSpan()[c] + 1e-5))];
        double[] ratios =
            [.. variance.Select((old, c) => Math.Abs(Math.Log(((double)old + 1e-5) / ((double)layer.RunningVariance.AsSpan()[c] + 1e-5))))];
        Assert.Equal(("bn1", 4), (drift.Layer, drift.Channels));
        Assert.Equal(shifts.Average(), drift.MeanShift, 1e-9);
        Assert.Equal(shifts.Max(), drift.MaxMeanShift, 1e-9);
        Assert.Equal(ratios.Average(), drift.LogVarianceRatio, 1e-9);
        Assert.Equal(ratios.Max(), drift.MaxLogVarianceRatio, 1e-9);
        Assert.True(drift.MaxMeanShift > drift.MeanShift && drift.MeanShift > 0);
    }

    [Fact]
    public void Momentum_refuses_to_begin_with_statistics_that_are_no_numbers()
    {
        Sequential model = Trained();
        ((BatchNorm)model.Layers[6]).RunningVariance!.AsSpan()[2] = float.NaN;
        var exception = Assert.Throws<NormSharpException>(
            () => BatchNormRecalibration.Run(model, TinyTask.Set("tiny", 100, 3), Options with { Method = RecalibrationMethod.Momentum }));
        Assert.Contains("bn2", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Batches_of_one_image_have_no_statistics_behind_a_linear_layer()
    {
        Sequential model = Trained();
        IReadOnlyList<(string Name, int[] Bits)> before = TinyTask.Bits(model);
        var exception = Assert.Throws<LayerException>(
            () => BatchNormRecalibration.Run(model, TinyTask.Set("tiny", 10, 3), Options with { BatchSize = 1 }));
        Assert.Contains("bn2", exception.Message, StringComparison.Ordinal);
        Assert.All(TinyTask.Bits(model).Zip(before), pair => Assert.Equal(pair.Second.Bits, pair.First.Bits));
    }

    [Fact]
    public void A_layer_that_no_input_reaches_stays_and_is_named()
    {
        var idle = new BatchNorm(1);
        var model = new Sequential(("shape", new Flatten()), ("bn", new BatchNorm(64)), ("either", new OneOfTwo(new Linear(64, 3), idle)));
        RecalibrationResult result = BatchNormRecalibration.Run(model, TinyTask.Set("tiny", 20, 3), Options);
        Assert.Equal(["bn"], result.Layers.Select(layer => layer.Layer));
        Assert.Equal(["either.idle"], result.Untouched);
        Assert.Equal(1, idle.RunningVariance!.AsSpan()[0]);
        Assert.False(idle.IsRecalibrating);
    }

    private static Sequential Trained()
    {
        Sequential model = TinyTask.Model();
        new Trainer(model, TinyTask.Options() with { Epochs = 1, Recalibrate = false }).Fit(TinyTask.Data());
        return model;
    }

    /// <summary>Keeps every value that a batch normalization was given while it was recalibrated.</summary>
    private sealed class InputRecorder : IForwardObserver
    {
        public Dictionary<BatchNorm, List<double>[]> Values { get; } = [];

        public void OnForward(Module module, Tensor x, Tensor y)
        {
            if (module is not BatchNorm { IsRecalibrating: true } layer)
            {
                return;
            }

            if (!Values.TryGetValue(layer, out List<double>[]? values))
            {
                Values[layer] = values = [.. Enumerable.Range(0, layer.Channels).Select(_ => new List<double>())];
            }

            float[] input = x.ToArray();
            int spatial = input.Length / x.Shape[0] / layer.Channels;
            for (int i = 0; i < input.Length; i++)
            {
                values[i / spatial % layer.Channels].Add(input[i]);
            }
        }
    }

    /// <summary>Two layers, of which only the first is used.</summary>
    private sealed class OneOfTwo : Module
    {
        private readonly Module _used;

        public OneOfTwo(Module used, Module idle)
        {
            _used = AddChild("used", used);
            AddChild("idle", idle);
        }

        protected override Tensor OnForward(Tensor x) => _used.Forward(x);
    }

    private sealed class DropoutWatcher : IForwardObserver
    {
        public int Passes { get; private set; }

        public bool WasIdentity { get; private set; } = true;

        public void OnForward(Module module, Tensor x, Tensor y)
        {
            if (module is Dropout)
            {
                Passes++;
                WasIdentity &= x.ToArray().AsSpan().SequenceEqual(y.ToArray());
            }
        }
    }
}
