using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Tensors;
using NormSharp.Transforms;

namespace NormSharp.Tests.Transforms;

/// <summary>What cannot be folded exactly stays, with a reason that names the layers in the way.</summary>
public class FoldRefusalTests
{
    private static readonly Dictionary<string, (Func<Sequential> Create, Shape Input, string[] Words)> Cases = new()
    {
        ["activation in front"] =
            (() => Chain(new Conv2d(3, 4, 3), new Relu(), new BatchNorm(4)), [1, 3, 8, 8], ["activation 1 (Relu)", "no layer follows"]),
        ["activation on both sides"] = (
            () => Chain(new Conv2d(3, 4, 3), new Relu(), new BatchNorm(4), new Tanh(), new Conv2d(4, 4, 3)),
            [1, 3, 8, 8],
            ["1 (Relu) stands before it", "3 (Tanh) stands after it"]),
        ["padding behind"] = (
            () => Chain(new BatchNorm(3), new Conv2d(3, 4, 3, new Conv2dOptions { Padding = 1 })),
            [1, 3, 8, 8],
            ["network's input", "1 (Conv2d) after it pads"]),
        ["two consumers of the conv"] = (
            () => Chain(new Conv2d(3, 4, 3), new Residual(Chain(new BatchNorm(4), new Relu()))),
            [1, 3, 8, 8],
            ["0 (Conv2d)", "also used by the sum of residual block 1"]),
        ["two consumers of the norm"] = (
            () => Chain(new BatchNorm(3), new Residual(new Conv2d(3, 3, 1))),
            [1, 3, 8, 8],
            ["its output is used by", "1.branch (Conv2d)", "residual block 1"]),
        ["behind a sum"] = (
            () => Chain(new Residual(new Conv2d(3, 3, 1)), new BatchNorm(3)), [1, 3, 8, 8], ["follows the sum of residual block 0"]),
        ["into a sum"] = (
            () => Chain(new Residual(Chain(new Conv2d(3, 3, 1), new Relu(), new BatchNorm(3)))),
            [1, 3, 8, 8],
            ["goes into the sum of residual block 0"]),
        ["no statistics"] = (
            () => Chain(new Conv2d(3, 4, 3), new BatchNorm(4, new BatchNormOptions { TrackRunningStatistics = false })),
            [1, 3, 8, 8],
            ["keeps no running statistics"]),
        ["a flattening makes features of positions"] = (
            () => Chain(new Conv2d(3, 4, 3), new Flatten(), new BatchNorm(144)),
            [1, 3, 8, 8],
            ["0 (Conv2d) has 4 output channels, the normalization 144"]),
        ["features in the last dimension"] = (() => Chain(new Linear(6, 5), new BatchNorm(5)), [2, 5, 6], ["last dimension"]),
        ["features in the last dimension, behind"] =
            (() => Chain(new BatchNorm(5), new Linear(5, 4)), [2, 5, 5], ["input [1, 5, 5]", "last dimension"]),
        ["padded average pooling"] = (
            () => Chain(new Conv2d(3, 4, 3), new AveragePool2d(3, 2, 1), new BatchNorm(4)),
            [1, 3, 8, 8],
            ["1 (AveragePool2d)", "averages padded zeros"]),
        ["max pooling under a negative scale"] = (
            () => Chain(new Conv2d(3, 4, 3), new MaxPool2d(2), new BatchNorm(4)), [1, 3, 8, 8], ["1 (MaxPool2d)", "negative scale"]),
        ["a module of one's own"] =
            (() => Chain(new Doubling(), new BatchNorm(3)), [1, 3, 8, 8], ["0 (Doubling)", "no convolution or linear layer"]),
        ["inside a module of one's own"] = (
            () => Chain(new Wrapper(new BatchNorm(3))), [1, 3, 8, 8], ["inside 0 (Wrapper)", "own"]),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Stays_with_its_reason(string name)
    {
        (Func<Sequential> create, Shape input, string[] words) = Cases[name];
        UnfoldedNormalization kept = Assert.Single(Fold(create().Randomized(), input));
        Assert.Equal("BatchNorm", kept.Kind);
        Assert.All(words, word => Assert.Contains(word, kept.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Normalization_of_each_sample_stays()
    {
        Sequential model = Chain(new Conv2d(3, 4, 3), new GroupNorm(2, 4), new Conv2d(4, 4, 3), new InstanceNorm(4)).Randomized();
        IReadOnlyList<UnfoldedNormalization> kept = Fold(model, [1, 3, 8, 8]);
        Assert.Equal(["GroupNorm", "InstanceNorm"], kept.Select(entry => entry.Kind));
        Assert.Contains("statistics of the input", kept[0].Reason, StringComparison.Ordinal);
        Assert.Contains("each sample's own", kept[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Channels_in_the_last_dimension_stay()
    {
        Sequential model = Chain(new Conv2d(3, 8, 1), new BatchNorm(8, new BatchNormOptions { Axis = -1 })).Randomized();
        Assert.Contains("dimension -1", Assert.Single(Fold(model, [1, 3, 8, 8])).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shared_convolution_is_not_changed()
    {
        var conv = new Conv2d(3, 3, 1);
        Sequential model = Chain(conv, new BatchNorm(3), new Relu(), conv).Randomized();
        Assert.Contains("several places", Assert.Single(Fold(model, [1, 3, 4, 4])).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shared_normalization_stays()
    {
        var norm = new BatchNorm(3);
        Sequential model = Chain(new Conv2d(3, 3, 1), norm, new Relu(), new Conv2d(3, 3, 1), norm).Randomized();
        Assert.All(Fold(model, [1, 3, 4, 4]), kept => Assert.Contains("several places", kept.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void Statistics_that_are_no_numbers_stay()
    {
        Sequential model = Chain(new Conv2d(3, 3, 1), new BatchNorm(3)).Randomized();
        ((BatchNorm)model.Layers[1]).RunningVariance!.AsSpan()[2] = float.NaN;
        Assert.Contains("channel 2", Assert.Single(Fold(model, [1, 3, 4, 4])).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_under_recalibration_stays()
    {
        Sequential model = Chain(new Conv2d(3, 3, 1), new BatchNorm(3)).Randomized();
        ((BatchNorm)model.Layers[1]).BeginRecalibration();
        Assert.Contains("recalibrated", Assert.Single(Fold(model, [1, 3, 4, 4])).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_beyond_float32_are_not_written()
    {
        Sequential model = Chain(new Conv2d(3, 3, 1), new BatchNorm(3)).Randomized();
        ((Conv2d)model.Layers[0]).Weight.AsSpan().Fill(1e38f);
        ((BatchNorm)model.Layers[1]).Gamma!.AsSpan().Fill(1e3f);
        Assert.Contains("float32", Assert.Single(Fold(model, [1, 3, 4, 4])).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_stays_is_in_the_folded_network_with_its_statistics()
    {
        Sequential model = Chain(new Conv2d(3, 4, 3), new Relu(), new BatchNorm(4)).Randomized();
        var copy = (Sequential)BatchNormFolding.Fold(model, [1, 3, 8, 8]).Model;
        Assert.Equal(((BatchNorm)model.Layers[2]).RunningMean!.ToArray(), ((BatchNorm)copy.Layers[2]).RunningMean!.ToArray());
        Assert.Equal(((BatchNorm)model.Layers[2]).Gamma!.ToArray(), ((BatchNorm)copy.Layers[2]).Gamma!.ToArray());
    }

    private static IReadOnlyList<UnfoldedNormalization> Fold(Sequential model, Shape input)
    {
        LayerCatalog.Register(Doubling.Definition);
        LayerCatalog.Register(Wrapper.Definition);
        FoldResult result = BatchNormFolding.Fold(model, input);
        Assert.Empty(result.Folded);
        return result.Unfolded;
    }

    private static Sequential Chain(params Module[] layers) => new(layers.AsSpan());

    private sealed class Doubling : Module
    {
        public static LayerDefinition<Doubling> Definition { get; } = new()
        {
            Type = nameof(Doubling),
            Make = _ => new Doubling(),
            Describe = (_, _) => [],
            State = _ => StateSize.None,
            Output = (_, inputs) => inputs[0],
        };

        protected override Tensor OnForward(Tensor x) => x * 2f;
    }

    private sealed class Wrapper : Module
    {
        private readonly Module _inner;

        public Wrapper(Module inner) => _inner = AddChild("inner", inner);

        public static LayerDefinition<Wrapper> Definition { get; } = new()
        {
            Type = nameof(Wrapper),
            Make = settings => new Wrapper(settings.Layer("inner")),
            Describe = (_, child) => new() { ["inner"] = child("inner") },
            State = _ => StateSize.None,
            Output = (settings, inputs) => settings.Nested("inner").OutputOf(inputs),
        };

        protected override Tensor OnForward(Tensor x) => _inner.Forward(x).Square();
    }
}
