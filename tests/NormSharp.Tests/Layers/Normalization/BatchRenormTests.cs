using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers.Normalization;

/// <summary>Batch renormalization against its formula, composed of elementary operations in double with r and d as constants.</summary>
public sealed class BatchRenormTests
{
    private static readonly BatchRenormOptions NoSchedule = new()
    {
        PlainSteps = 0,
        RMaxStep = 0,
        DMaxStep = 0,
        RMax = 1.4,
        DMax = 0.3,
        NewStatisticWeight = 0.2,
    };

    public static TheoryData<int[], bool, string> Cases()
    {
        var data = new TheoryData<int[], bool, string>();
        foreach (int[] shape in (int[][])[[5, 3], [1, 3, 4], [6, 1, 3, 5], [3, 1000], [8, 17, 1, 1], [4, 5, 3, 3], [33, 2, 7]])
        {
            foreach (string backend in NormSharp.Tests.Parity.ParityRun.Backends)
            {
                data.Add(shape, true, backend);
                data.Add(shape, false, backend);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Four_steps_are_the_formula(int[] extents, bool affine, string backend)
    {
        Shape shape = Shape.Create(extents);
        var layer = LayerPass.Scattered(new BatchRenorm(shape[1], NoSchedule with { Affine = affine }));
        var plain = new BatchNorm(shape[1], new BatchNormOptions { NewStatisticWeight = 0.2, Affine = false });
        for (ulong step = 1; step <= 4; step++)
        {
            Tensor x = RandomTensor.Normal(step, shape, mean: 0.2f * step, deviation: 1 + (0.3f * step));
            Tensor dy = RandomTensor.Normal(step + 10, shape);
            (double[] r, double[] d) = Correction(x, layer.RunningMean!.ToArray(), layer.RunningVariance!.ToArray());
            LayerPass expected = LayerPass.Of("reference", layer, x, dy, leaf => Formula(leaf, layer, r, d));
            LayerPass actual = LayerPass.Of(backend, layer, x, dy);
            actual.AssertClose(expected, backend == "cpu" ? 1e-5 : 1e-12);
            plain.Forward(x);
            LayerPass.AssertSameStatistics(plain, layer, 1e-6);
        }
    }

    [Fact]
    public void Some_of_the_cases_are_clipped_and_some_are_not()
    {
        var values = new List<(double R, double D)>();
        var layer = new BatchRenorm(17, NoSchedule);
        for (ulong step = 1; step <= 4; step++)
        {
            Tensor x = RandomTensor.Normal(step, [8, 17, 1, 1], mean: 0.2f * step, deviation: 1 + (0.3f * step));
            (double[] r, double[] d) = Correction(x, layer.RunningMean!.ToArray(), layer.RunningVariance!.ToArray());
            values.AddRange(r.Zip(d));
            layer.Forward(x);
        }

        Assert.Contains(values, value => value.R == NoSchedule.RMax);
        Assert.Contains(values, value => value.R is > 1 / 1.4 and < 1.4);
        Assert.Contains(values, value => value.D == NoSchedule.DMax);
        Assert.Contains(values, value => value.D is > -0.3 and < 0.3);
    }

    [Theory]
    [MemberData(nameof(LayerPass.Backends), MemberType = typeof(LayerPass))]
    public void With_r_of_1_and_d_of_0_it_is_batch_normalization(string backend)
    {
        var layer = LayerPass.Scattered(new BatchRenorm(5, NoSchedule with { RMax = 1, DMax = 0 }));
        var plain = LayerPass.Scattered(new BatchNorm(5, new BatchNormOptions { NewStatisticWeight = 0.2 }));
        for (ulong step = 1; step <= 4; step++)
        {
            Tensor x = RandomTensor.Normal(step, [7, 5, 3], mean: 3);
            Tensor dy = RandomTensor.Normal(step + 10, [7, 5, 3]);
            LayerPass.Of(backend, layer, x, dy).AssertClose(LayerPass.Of(backend, plain, x, dy), 1e-12);
        }

        LayerPass.AssertSameStatistics(plain, layer, 0);
    }

    [Fact]
    public void Unclipped_training_gives_what_evaluation_gives()
    {
        var layer = LayerPass.Scattered(new BatchRenorm(4, NoSchedule with { RMax = 1e9, DMax = 1e9, NewStatisticWeight = 0 }));
        RandomTensor.Normal(5, [4]).CopyTo(layer.RunningMean!.AsSpan());
        layer.RunningVariance!.AsSpan().Fill(2.5f);
        Tensor x = RandomTensor.Normal(1, [6, 4, 3], mean: 2, deviation: 3);
        double[] training = LayerPass.Doubles(layer.Forward(x));
        layer.Evaluate();
        LayerPass.AssertClose("y", LayerPass.Doubles(layer.Forward(x)), training, 1e-6);
    }

    [Fact]
    public void The_schedule_is_the_papers_and_its_position_is_saved()
    {
        var layer = new BatchRenorm(2);
        Assert.Equal(0.01, layer.Options.NewStatisticWeight);
        Check(0, 1, 0);
        Check(5000, 1, 0);
        Check(15_000, 1 + (2 * 10_000.0 / 35_000), 2.5);
        Check(25_000, 1 + (2 * 20_000.0 / 35_000), 5);
        Check(40_000, 3, 5);
        Check(1_000_000, 3, 5);

        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        layer.BatchesTracked!.Value = 15_000;
        ModelFile.Save(path, new Sequential(("bn", layer)));
        var loaded = (BatchRenorm)((Sequential)ModelFile.Load(path).Module).Layers[0];
        Assert.Equal(2.5, loaded.CurrentDMax, 1e-12);
        Assert.Equal(layer.Schedule, loaded.Schedule);
        loaded.Train();
        loaded.Forward(RandomTensor.Normal(1, [4, 2]));
        Assert.Equal(5 * 10_001.0 / 20_000, loaded.CurrentDMax, 1e-12);

        void Check(long step, double rMax, double dMax)
        {
            layer.BatchesTracked!.Value = step;
            Assert.Equal(rMax, layer.CurrentRMax, 1e-12);
            Assert.Equal(dMax, layer.CurrentDMax, 1e-12);
        }
    }

    [Fact]
    public void Evaluation_and_recalibration_are_those_of_batch_normalization()
    {
        var layer = LayerPass.Scattered(new BatchRenorm(3, NoSchedule));
        var plain = LayerPass.Scattered(new BatchNorm(3));
        Tensor x = RandomTensor.Normal(1, [6, 3, 2], mean: 4, deviation: 2);
        Tensor dy = RandomTensor.Normal(2, [6, 3, 2]);
        foreach (BatchNorm each in (BatchNorm[])[layer, plain])
        {
            each.Evaluate();
            each.BeginRecalibration();
        }

        LayerPass.Of("cpu", layer, x, dy).AssertClose(LayerPass.Of("cpu", plain, x, dy), 0);
        layer.EndRecalibration();
        plain.EndRecalibration();
        Assert.Equal(plain.RunningVariance!.ToArray(), layer.RunningVariance!.ToArray());
        LayerPass.Of("cpu", layer, x, dy).AssertClose(LayerPass.Of("cpu", plain, x, dy), 0);
    }

    [Fact]
    public void A_fused_activation_is_the_activation()
    {
        Tensor x = RandomTensor.Normal(1, [6, 3, 5], mean: 1);
        var layer = LayerPass.Scattered(new BatchRenorm(3, NoSchedule));
        var twin = LayerPass.Scattered(new BatchRenorm(3, NoSchedule));
        Tensor dy = RandomTensor.Normal(2, [6, 3, 5]);
        LayerPass fused = LayerPass.Of("cpu", new Sequential(layer, new Silu()), x, dy);
        var apart = new Sequential(("bn", twin), ("identity", new Dropout(0)), ("act", new Silu()));
        fused.AssertClose(LayerPass.Of("reference", apart, x, dy), 1e-5);
    }

    [Fact]
    public void Settings_out_of_range_are_refused_and_nothing_enters_from_a_bad_batch()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchRenorm(2, new BatchRenormOptions { RMax = 0.5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchRenorm(2, new BatchRenormOptions { DMax = -1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchRenorm(2, new BatchRenormOptions { PlainSteps = 30_000 }));
        Assert.Throws<ArgumentException>(() => new BatchRenorm(2, new BatchRenormOptions { TrackRunningStatistics = false }));
        var layer = new BatchRenorm(2);
        Assert.Throws<LayerException>(() => layer.Forward(Tensor.Zeros([1, 2])));
        Assert.Throws<NonFiniteStatisticsException>(() => layer.Forward(Tensor.Full([3, 2], float.NaN)));
        Assert.Equal(0, layer.BatchesTracked!.Value);
    }

    private static (double[] R, double[] D) Correction(Tensor x, float[] runningMean, float[] runningVariance)
    {
        int channels = runningMean.Length;
        float[] values = x.ToArray();
        int spatial = values.Length / (x.Shape[0] * channels);
        var r = new double[channels];
        var d = new double[channels];
        for (int c = 0; c < channels; c++)
        {
            double[] own = [.. values.Where((_, i) => i / spatial % channels == c).Select(value => (double)value)];
            double mean = own.Average();
            double batchDeviation = Math.Sqrt(own.Average(value => (value - mean) * (value - mean)) + 1e-5);
            double deviation = Math.Sqrt(runningVariance[c] + 1e-5);
            r[c] = Math.Min(Math.Max(batchDeviation / deviation, 1 / NoSchedule.RMax), NoSchedule.RMax);
            d[c] = Math.Min(Math.Max((mean - runningMean[c]) / deviation, -NoSchedule.DMax), NoSchedule.DMax);
        }

        return (r, d);
    }

    private static Tensor Formula(Tensor x, BatchRenorm layer, double[] r, double[] d)
    {
        int[] axes = [.. Enumerable.Range(0, x.Rank).Where(axis => axis != 1)];
        int[] perChannel = [.. Enumerable.Range(0, x.Rank).Select(axis => axis == 1 ? r.Length : 1)];
        Tensor deviation = x.PopulationVariance(axes, keepDim: true).Affine(1, 1e-5).Sqrt();
        Tensor normalized = (x - x.Mean(axes, keepDim: true)) / deviation;
        Tensor y = (normalized * Tensor.FromDoubles(r, Shape.Create(perChannel))) + Tensor.FromDoubles(d, Shape.Create(perChannel));
        return layer.Gamma is null ? y : (y * layer.Gamma.On(x).Reshape(perChannel)) + layer.Beta!.On(x).Reshape(perChannel);
    }
}
