using NormSharp.Layers;
using NormSharp.Tensors;
using NormSharp.Training.Data;
using NormSharp.Training.Recalibration;

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
        int layers = BatchNormRecalibration.Run(model, TinyTask.Set("tiny", 100, 3), Options);

        Assert.Equal(2, layers);
        foreach (BatchNorm layer in BatchNormRecalibration.Layers(model))
        {
            List<double>[] values = recorder.Values[layer];
            for (int channel = 0; channel < layer.Channels; channel++)
            {
                double mean = values[channel].Average();
                double squares = values[channel].Sum(value => (value - mean) * (value - mean));
                Assert.Equal(mean, layer.RunningMean!.ToArray()[channel], 5);
                double expected = squares / (values[channel].Count - 1);
                Assert.Equal(1, layer.RunningVariance!.ToArray()[channel] / expected, 5);
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
        foreach (BatchNorm layer in BatchNormRecalibration.Layers(broken))
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

        Assert.Equal(1, BatchNormRecalibration.Run(model, TinyTask.Set("tiny", 50, 3), Options));
        Assert.Equal(before, frozen.RunningMean!.ToArray());
        Assert.Equal(2, BatchNormRecalibration.Run(model, TinyTask.Set("tiny", 50, 3), Options with { IncludeFrozen = true }));
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
        Assert.Equal(0, BatchNormRecalibration.Run(new Sequential(new Flatten(), new Linear(64, 3)), TinyTask.Set("tiny", 10, 3), Options));

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
