using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Tensors;
using NormSharp.Tests.Parity;

namespace NormSharp.Tests.Layers.Normalization;

/// <summary>Channels in another dimension: PyTorch's values with the channels moved there.</summary>
public sealed class ChannelAxisTests
{
    private const int Steps = 4;

    public static TheoryData<string, int, string> Cases()
    {
        var data = new TheoryData<string, int, string>();
        foreach ((string name, int axis) in ((string, int)[])
            [("images_4d", -1), ("images_4d", 0), ("images_4d", 2), ("sequence_3d", -1), ("volumes_5d", -1), ("volumes_5d", 3),
                ("channels_17_4d", -1),
             ("channels_33_2d", 0),
             ("channels_1000_2d", -1),
             ("spatial_one_4d", -1),
             ("one_channel_4d", -1),
             ("batch_of_one_4d", -1),
             ("planes_4d", -1),
             ("no_affine_4d", -1),
             ("cumulative_4d", -1), ("no_running_statistics_4d", -2)])
        {
            data.Add(name, axis, "cpu");
            data.Add(name, axis, "reference");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Training_and_evaluation_agree_with_PyTorch(string name, int axis, string backend)
    {
        FixtureCase fixture = FixtureFile.Load($"batchnorm_{name}").Case(name);
        var layer = new BatchNorm(fixture["step1.x"].Shape[1], new BatchNormOptions
        {
            NewStatisticWeight = fixture.Options["momentum"] is { } momentum ? (double)momentum : null,
            Affine = fixture.Flag("affine"),
            TrackRunningStatistics = fixture.Flag("track"),
            Axis = axis,
        });
        if (layer.Gamma is not null)
        {
            ParityRun.Assign(layer.Gamma, fixture["gamma"]);
            ParityRun.Assign(layer.Beta!, fixture["beta"]);
        }

        foreach (string step in (string[])[.. Enumerable.Range(1, Steps).Select(step => $"step{step}"), "evaluation"])
        {
            layer.Train(step != "evaluation");
            layer.ClearGradients();
            using var run = new ParityRun(backend);
            Tensor x = run.Tape.Watch(Moved(fixture[$"{step}.x"], axis));
            Tensor y = layer.Forward(x);
            run.Tape.Backward(y, run.Tape.Input(Moved(fixture[$"{step}.dy"], axis)));
            CheckMoved($"{step}.y", y, fixture[$"{step}.y"], axis);
            CheckMoved($"{step}.dx", run.Tape.GradientOf(x)!, fixture[$"{step}.dx"], axis);
            if (layer.Gamma is not null)
            {
                run.CheckGradient($"{step}.dGamma", layer.Gamma, fixture[$"{step}.dGamma"]);
                run.CheckGradient($"{step}.dBeta", layer.Beta!, fixture[$"{step}.dBeta"]);
            }

            if (layer.RunningMean is not null && step != "evaluation")
            {
                ParityRun.Check($"{step}.running_mean", layer.RunningMean, fixture[$"{step}.running_mean"]);
                ParityRun.Check($"{step}.running_var", layer.RunningVariance, fixture[$"{step}.running_var"]);
            }
        }
    }

    [Fact]
    public void With_a_fused_activation_and_from_a_strided_view()
    {
        Tensor x = RandomTensor.Normal(1, [4, 5, 6, 3]);
        var layer = LayerPass.Scattered(new BatchNorm(5));
        var last = LayerPass.Scattered(new BatchNorm(5, new BatchNormOptions { Axis = -1 }));
        float[] expected = new Sequential(layer, new Relu()).Forward(x).ToArray();
        float[] actual = new Sequential(last, new Relu()).Forward(x.Permute(0, 2, 3, 1)).Permute(0, 3, 1, 2).ToArray();
        Closeness.Check("y", actual, new FixtureTensor([expected.Length], [.. expected.Select(value => (double)value)]));
    }

    [Fact]
    public void A_dimension_that_is_not_there_and_one_of_another_extent_are_named()
    {
        var layer = new BatchNorm(3, new BatchNormOptions { Axis = -1 });
        Assert.Contains(
            "3 channels in dimension -1",
            Assert.Throws<LayerException>(() => layer.Forward(Tensor.Zeros([2, 3, 4]))).Message,
            StringComparison.Ordinal);
        Assert.Throws<LayerException>(() => new BatchNorm(3, new BatchNormOptions { Axis = 3 }).Forward(Tensor.Zeros([2, 3, 4])));
        Assert.Throws<LayerException>(() => new BatchNorm(3, new BatchNormOptions { Axis = -4 }).Forward(Tensor.Zeros([2, 3, 4])));
        Assert.False(layer.TryGetAffine(out _, out string? obstacle));
        Assert.Contains("dimension -1", obstacle, StringComparison.Ordinal);
    }

    private static Tensor Moved(FixtureTensor values, int axis)
        => ParityRun.Ordinary(values).Permute(Order(values.Shape.Length, axis)).Detach();

    /// <summary>Channels from dimension 1 to another, the rest in order.</summary>
    private static int[] Order(int rank, int axis)
    {
        List<int> order = [0, .. Enumerable.Range(2, rank - 2)];
        order.Insert(axis < 0 ? rank + axis : axis, 1);
        return [.. order];
    }

    private static void CheckMoved(string what, Tensor actual, FixtureTensor reference, int axis)
        => ParityRun.Check(what, actual, new FixtureTensor(
            Moved(reference, axis).Shape.ToArray(), [.. Moved(reference, axis).ToArray().Select(value => (double)value)]));
}
