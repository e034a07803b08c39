using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Tensors;
using NormSharp.Transforms;

namespace NormSharp.Tests.Transforms;

/// <summary>A folded network computes what it computed before: in double up to the weights' rounding to float32, and in float32.</summary>
public class FoldExactnessTests
{
    // ε is large, so that leaving it out shows.
    private static readonly BatchNormOptions LargeEpsilon = new() { Epsilon = 0.01 };

    private static readonly Dictionary<string, (Func<Module> Create, Shape Input, string Kept)> Cases = new()
    {
        ["conv"] = (() => Chain(new Conv2d(3, 5, 3), Norm(5)), [2, 3, 8, 7], "0"),
        ["conv without bias"] = (() => Chain(new Conv2d(3, 5, 3, new Conv2dOptions { Bias = false }), Norm(5)), [2, 3, 8, 7], "0"),
        ["conv, padding and stride"] = (
            () => Chain(new Conv2d(3, 6, (3, 5), new Conv2dOptions { Padding = (1, 2), Stride = (2, 1) }), Norm(6)), [2, 3, 9, 8], "0"),
        ["conv, dilation"] =
            (() => Chain(new Conv2d(2, 4, 3, new Conv2dOptions { Dilation = 2, Bias = false }), Norm(4)), [2, 2, 9, 8], "0"),
        ["conv, two groups"] = (() => Chain(new Conv2d(4, 6, 3, new Conv2dOptions { Groups = 2 }), Norm(6)), [2, 4, 6, 6], "0"),
        ["conv, depthwise, no bias"] = (
            () => Chain(new Conv2d(5, 10, 3, new Conv2dOptions { Groups = 5, Padding = 1, Bias = false }), Norm(10)), [2, 5, 6, 7], "0"),
        ["linear"] = (() => Chain(new Linear(7, 9), Norm(9)), [4, 7], "0"),
        ["linear without bias"] = (() => Chain(new Linear(7, 9, bias: false), Norm(9)), [4, 7], "0"),
        ["no affine"] = (() => Chain(new Conv2d(3, 5, 3), new BatchNorm(5, LargeEpsilon with { Affine = false })), [2, 3, 8, 7], "0"),
        ["two normalizations behind each other"] = (() => Chain(new Conv2d(3, 5, 3), Norm(5), Norm(5)), [2, 3, 8, 7], "0"),
        ["average pooling between"] = (() => Chain(new Conv2d(3, 5, 3), new AveragePool2d(2), Norm(5)), [2, 3, 8, 8], "0,1"),
        ["average pooling, padding not counted"] = (
            () => Chain(new Conv2d(3, 5, 3), new AveragePool2d(3, 2, 1, countPadding: false), Norm(5)), [2, 3, 8, 8], "0,1"),
        ["global average pooling between"] = (() => Chain(new Conv2d(3, 5, 3), new GlobalAveragePool2d(), Norm(5)), [2, 3, 8, 8], "0,1"),
        ["one position, flattened"] = (() => Chain(new Conv2d(3, 5, 4), new Flatten(), Norm(5)), [2, 3, 4, 4], "0,1"),
        ["dropout between"] = (() => Chain(new Linear(7, 9), new Dropout(0.5), Norm(9)), [4, 7], "0,1"),
        ["instance normalization with running statistics"] = (
            () => Chain(new Conv2d(3, 5, 3), Instance(5, tracks: true)), [2, 3, 8, 7], "0"),
        ["frozen batch normalization"] = (() => Chain(new Conv2d(3, 5, 3), FrozenBatchNorm.From(Norm(5).Randomized(3))), [2, 3, 8, 7], "0"),
        ["ghost batch normalization"] = (() => Chain(new Linear(7, 9), new GhostBatchNorm(9, 2)), [4, 7], "0"),
        ["in front of a conv"] = (() => Chain(Norm(3), new Conv2d(3, 5, (2, 3))), [2, 3, 8, 7], "1"),
        ["in front of a conv without bias, stride"] = (
            () => Chain(Norm(3), new Conv2d(3, 5, 3, new Conv2dOptions { Stride = 2, Bias = false })), [2, 3, 8, 7], "1"),
        ["in front of a conv, three groups of two"] = (
            () => Chain(Norm(6), new Conv2d(6, 9, 3, new Conv2dOptions { Groups = 3 })), [2, 6, 6, 7], "1"),
        ["in front of a depthwise conv"] = (() => Chain(Norm(4), new Conv2d(4, 8, 3, new Conv2dOptions { Groups = 4 })), [2, 4, 6, 7], "1"),
        ["in front of a linear layer"] = (() => Chain(Norm(7), new Linear(7, 9)), [4, 7], "1"),
        ["in front of a flattened linear layer"] =
            (() => Chain(Norm(3), new Flatten(), new Linear(60, 9, bias: false)), [4, 3, 4, 5], "1,2"),
        ["in front, pooling between"] = (() => Chain(Norm(3), new AveragePool2d(2), new Conv2d(3, 5, 2)), [2, 3, 8, 8], "1,2"),
        ["between two convs: the first takes it"] = (() => Chain(new Conv2d(3, 5, 3), Norm(5), new Conv2d(5, 4, 3)), [2, 3, 9, 9], "0,2"),
        ["in front and behind one conv"] = (() => Chain(Norm(3), new Conv2d(3, 5, 3), Norm(5)), [2, 3, 8, 8], "1"),
        ["activation behind"] =
            (() => Chain(new Conv2d(3, 5, 3), Norm(5), new Relu(), new Conv2d(5, 2, 3), Norm(2)), [2, 3, 8, 8], "0,2,3"),
        ["across nested chains"] = (() => Chain(Chain(new Conv2d(3, 5, 3)), Chain(Norm(5))), [2, 3, 8, 8], "0,0.0,1"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Outputs_stay(string name)
    {
        (Func<Module> create, Shape input, string kept) = Cases[name];
        Module model = create().Randomized();
        Tensor x = RandomTensor.Normal(7, input);
        FoldResult result = BatchNormFolding.Fold(model, input);

        Assert.Empty(result.Unfolded);
        Assert.NotEmpty(result.Folded);
        Assert.Equal(kept, string.Join(",", result.Model.NamedModules().Select(entry => entry.Name).Where(path => path.Length > 0)));
        AssertSame(model, result.Model, x);
    }

    [Fact]
    public void A_shift_of_zero_passes_padding()
    {
        Sequential model = Chain(Norm(3), new Conv2d(3, 5, 3, new Conv2dOptions { Padding = 1 })).Randomized();
        var norm = (BatchNorm)model.Layers[0];
        norm.RunningMean!.AsSpan().Clear();
        norm.Beta!.AsSpan().Clear();
        FoldResult result = BatchNormFolding.Fold(model, [1, 3, 8, 8]);
        Assert.Equal(FoldDirection.IntoFollowing, Assert.Single(result.Folded).Direction);
        AssertSame(model, result.Model, RandomTensor.Normal(3, [2, 3, 8, 8]));
    }

    [Fact]
    public void Positive_scales_pass_max_pooling_in_both_directions()
    {
        Sequential model = Chain(
            new Conv2d(3, 5, 3), new MaxPool2d(2), Norm(5), new Relu(), Norm(5), new MaxPool2d(2), new Flatten(), new Linear(5, 4))
            .Randomized(positiveScales: true);
        FoldResult result = BatchNormFolding.Fold(model, [1, 3, 8, 8]);
        Assert.Equal([FoldDirection.IntoPreceding, FoldDirection.IntoFollowing], result.Folded.Select(entry => entry.Direction));
        AssertSame(model, result.Model, RandomTensor.Normal(3, [2, 3, 8, 8]));
    }

    [Fact]
    public void Residual_blocks_fold_in_branch_and_shortcut()
    {
        var block = new Residual(
            Chain(
                new Conv2d(3, 4, 3, new Conv2dOptions { Padding = 1, Bias = false }),
                Norm(4),
                new Relu(),
                new Conv2d(4, 4, 3, new Conv2dOptions { Padding = 1 }),
                Norm(4)),
            Chain(new Conv2d(3, 4, 1), Norm(4)),
            new Relu());
        Sequential model = Chain(block).Randomized();
        FoldResult result = BatchNormFolding.Fold(model, [1, 3, 6, 6]);
        Assert.Equal(["0.branch.1", "0.branch.4", "0.shortcut.1"], result.Folded.Select(entry => entry.Name));
        Assert.Equal(["0.branch.0", "0.branch.3", "0.shortcut.0"], result.Folded.Select(entry => entry.Into));
        AssertSame(model, result.Model, RandomTensor.Normal(3, [2, 3, 6, 6]));
    }

    [Fact]
    public void The_model_stays_as_it_was()
    {
        Sequential model = Chain(new Conv2d(3, 5, 3), Norm(5)).Randomized();
        model.Train();
        float[] before =
            [.. model.NamedParameters().SelectMany(entry => entry.Parameter.ToArray()),
                .. model.NamedBuffers().SelectMany(entry => entry.Buffer.ToArray())];
        FoldResult result = BatchNormFolding.Fold(model, [1, 3, 8, 8]);
        float[] after =
            [.. model.NamedParameters().SelectMany(entry => entry.Parameter.ToArray()),
                .. model.NamedBuffers().SelectMany(entry => entry.Buffer.ToArray())];
        Assert.Equal(before, after);
        Assert.True(model.IsTraining);
        Assert.False(result.Model.IsTraining);
    }

    private static Sequential Chain(params Module[] layers) => new(layers.AsSpan());

    private static InstanceNorm Instance(int channels, bool tracks)
    {
        var layer = new InstanceNorm(channels, new InstanceNormOptions { TrackRunningStatistics = tracks, Epsilon = 0.01, Affine = true });
        RandomTensor.Normal(4, [channels]).CopyTo(layer.RunningMean!.AsSpan());
        layer.RunningVariance!.AsSpan().Fill(0.7f);
        return layer;
    }

    private static BatchNorm Norm(int channels) => new(channels, LargeEpsilon);

    private static void AssertSame(Module model, Module folded, Tensor x)
    {
        model.Evaluate();
        var reference = new ReferenceBackend();
        double[] expected = RandomState.Outputs(model, x, reference);
        double inDouble = RandomState.Difference(expected, RandomState.Outputs(folded, x, reference));
        Expect.True(inDouble < 4e-7, $"in double, outputs differ by {inDouble:E2}");
        double inFloat = RandomState.Difference(expected, RandomState.Outputs(folded, x, Backend.Default));
        Expect.True(inFloat < 3e-6, $"in float32, outputs differ by {inFloat:E2}");
    }
}
