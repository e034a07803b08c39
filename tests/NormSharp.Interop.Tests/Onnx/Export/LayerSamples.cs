using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Tests.Onnx.Export;

/// <summary>Every kind of layer that can be written as ONNX, in the ways that its operators depend on.</summary>
internal static class LayerSamples
{
    private static readonly (string Name, Shape Input, Func<Module> Make)[] All =
    [
        ("AveragePool2d", [2, 3, 9, 8], () => new AveragePool2d(3, 2, 1)),
        ("AveragePool2d of what is there", [2, 3, 9, 8], () => new AveragePool2d((3, 2), 2, (1, 0), countPadding: false)),
        ("BatchNorm", [2, 3, 5, 4], () => new BatchNorm(3)),
        ("BatchNorm of features", [4, 6], () => new BatchNorm(6)),
        ("BatchNorm of lines", [2, 3, 7], () => new BatchNorm(3, new BatchNormOptions { Epsilon = 0.1, Affine = false })),
        ("BatchNorm of the last axis", [2, 5, 4, 3], () => new BatchNorm(3, new BatchNormOptions { Axis = -1 })),
        ("BatchNorm of batches", [4, 3, 5, 4], () => new BatchNorm(3, new BatchNormOptions { TrackRunningStatistics = false })),
        (
            "BatchNorm of batches, last axis",
            [4, 5, 3],
            () => new BatchNorm(3, new BatchNormOptions { TrackRunningStatistics = false, Axis = 2 })),
        ("BatchRenorm", [2, 3, 5, 4], () => new BatchRenorm(3)),
        (
            "Concatenate",
            [2, 3, 5, 4],
            () => Graph((net, x) => net.Add("all", new Concatenate(-3), x, net.Add("sigmoid", new Sigmoid(), x), x))),
        ("Concatenate of one", [2, 3, 5, 4], () => Graph((net, x) => net.Concatenate(net.Add("tanh", new Tanh(), x)))),
        (
            "Constant",
            [2, 3, 5, 4],
            () => Graph((net, x) => net.Add(
                "sum",
                new Sum(broadcasts: true),
                x,
                net.Add("constant", new Constant(Tensor.From([1f, -2, 3], [3, 1, 1])))))),
        ("Conv2d", [2, 4, 9, 8], () => new Conv2d(4, 6, 3, new Conv2dOptions { Padding = (1, 2), Stride = (2, 1), Groups = 2 })),
        ("Conv2d, dilated", [2, 4, 9, 8], () => new Conv2d(4, 6, (3, 2), new Conv2dOptions { Dilation = (2, 3), Bias = false })),
        ("DomainBatchNorm", [2, 3, 5, 4], () => new DomainBatchNorm(3, ["day", "night"]) { Domain = "night" }),
        ("Dropout", [2, 3, 5, 4], () => new Dropout(0.3)),
        ("Flatten", [2, 3, 5, 4], () => new Flatten()),
        ("FrozenBatchNorm", [2, 3, 5, 4], () => new FrozenBatchNorm(3)),
        ("FrozenBatchNorm of the last axis", [2, 5, 3], () => new FrozenBatchNorm(3, axis: -1)),
        ("Gelu", [2, 3, 5, 4], () => new Gelu()),
        ("GhostBatchNorm", [2, 3, 5, 4], () => new GhostBatchNorm(3, 1)),
        ("GlobalAveragePool2d", [2, 3, 5, 4], () => new GlobalAveragePool2d()),
        ("GroupNorm", [2, 6, 5, 4], () => new GroupNorm(3, 6)),
        ("GroupNorm of features", [2, 6], () => new GroupNorm(2, 6)),
        ("GroupNorm without affine", [2, 6, 7], () => new GroupNorm(1, 6, new GroupNormOptions { Affine = false })),
        ("Identity", [2, 3, 5, 4], () => new Identity()),
        ("InstanceNorm", [2, 3, 5, 4], () => new InstanceNorm(3)),
        ("InstanceNorm with affine", [2, 3, 7], () => new InstanceNorm(3, new InstanceNormOptions { Affine = true })),
        (
            "InstanceNorm with statistics",
            [2, 3, 5, 4],
            () => new InstanceNorm(3, new InstanceNormOptions { Affine = true, TrackRunningStatistics = true })),
        ("LayerNorm", [2, 3, 5, 4], () => new LayerNorm([3, 5, 4])),
        ("LayerNorm of features", [2, 6], () => new LayerNorm([6], new LayerNormOptions { Bias = false })),
        ("LayerNorm without affine", [2, 3, 6], () => new LayerNorm([6], new LayerNormOptions { Affine = false })),
        ("LeakyRelu", [2, 3, 5, 4], () => new LeakyRelu(0.2f)),
        ("Linear", [2, 6], () => new Linear(6, 5)),
        ("Linear without bias", [2, 6], () => new Linear(6, 5, bias: false)),
        ("Linear of sequences", [2, 3, 6], () => new Linear(6, 5)),
        ("LocalResponseNorm", [2, 7, 5, 4], () => new LocalResponseNorm(5, new LocalResponseNormOptions { Alpha = 0.5 })),
        ("LocalResponseNorm, even", [2, 7, 5, 4], () => new LocalResponseNorm(4, new LocalResponseNormOptions { Alpha = 0.5, K = 2 })),
        ("LocalResponseNorm of lines", [2, 7, 5], () => new LocalResponseNorm(3, new LocalResponseNormOptions { Alpha = 0.5 })),
        ("LogSoftmax", [4, 6], () => new LogSoftmax()),
        ("MaxPool2d", [2, 3, 9, 8], () => new MaxPool2d((3, 2), (2, 1), (1, 0))),
        (
            "Network",
            [2, 3, 5, 4],
            () => Graph((net, x) => net.Add("inner", Graph((inner, y) => inner.Add("relu", new Relu(), y)), x))),
        ("Pad2d", [2, 3, 5, 4], () => new Pad2d(1, 2, 0, 3, 0.5f)),
        ("Permute", [2, 3, 5, 4], () => new Permute([0, 2, 3, 1])),
        ("Product", [2, 3, 5, 4], () => Graph((net, x) => net.Product(x, net.Add("pool", new GlobalAveragePool2d(), x), x))),
        ("Relu", [2, 3, 5, 4], () => new Relu()),
        ("Reshape", [2, 3, 5, 4], () => new Reshape([Reshape.Kept, Reshape.Rest, 4])),
        ("Residual", [2, 3, 5, 4], () => new Residual(new Conv2d(3, 3, 1), new BatchNorm(3), new Silu())),
        ("Residual, plain", [2, 3, 5, 4], () => new Residual(new BatchNorm(3))),
        ("RmsNorm", [2, 3, 6], () => new RmsNorm([3, 6], new RmsNormOptions { Bias = true })),
        ("RmsNorm without affine", [2, 6], () => new RmsNorm([6], new RmsNormOptions { Affine = false })),
        ("Sequential", [2, 3, 5, 4], () => new Sequential(new Conv2d(3, 4, 3), new BatchNorm(4), new Relu())),
        ("Sequential of one", [2, 3, 5, 4], () => new Sequential(new Identity())),
        ("Sigmoid", [2, 3, 5, 4], () => new Sigmoid()),
        ("Silu", [2, 3, 5, 4], () => new Silu()),
        ("Softmax", [2, 6], () => new Softmax()),
        ("Softmax of channels", [2, 6, 3, 4], () => new Softmax(1)),
        ("SpectralNorm", [2, 4, 5, 4], () => new SpectralNorm(new Conv2d(4, 3, 3))),
        ("Sum", [2, 3, 5, 4], () => Graph((net, x) => net.Sum(x, net.Add("tanh", new Tanh(), x), x))),
        ("SyncBatchNorm", [2, 3, 5, 4], () => new SyncBatchNorm(3)),
        ("Tanh", [2, 3, 5, 4], () => new Tanh()),
        ("Upsample2d", [2, 3, 5, 4], () => new Upsample2d((2, 3))),
        ("WeightNorm", [2, 6], () => new WeightNorm(new Linear(6, 5))),
        ("WeightStandardization", [2, 4, 5, 4], () => new WeightStandardization(new Conv2d(4, 3, 3, new Conv2dOptions { Bias = false }))),
        ("ZeroPaddedShortcut", [2, 3, 5, 4], () => new ZeroPaddedShortcut(2, 1, 2)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(sample => sample.Name)];

    public static (Shape Input, Module Layer) Of(string name)
    {
        (_, Shape input, Func<Module> make) = All.Single(sample => sample.Name == name);
        return (input, RandomNetworks.Filled(make()));
    }

    private static Network Graph(Func<NetworkBuilder, SymbolicTensor, SymbolicTensor> build)
    {
        var net = new NetworkBuilder();
        return net.Build(build(net, net.Input()));
    }
}
