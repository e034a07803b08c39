using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers.Catalog;

/// <summary>Layers of every kind in the catalogue, some kinds in several forms, each with inputs that it takes.</summary>
internal static class SampleLayers
{
    private static readonly BatchNormOptions Untracked = new() { TrackRunningStatistics = false, Affine = false, Axis = -1 };

    public static IReadOnlyDictionary<string, (Func<Module> Make, Shape[] Inputs)> All { get; } = new Dictionary<string,
        (Func<Module> Make, Shape[] Inputs)>
    {
        ["AveragePool2d"] = (() => new AveragePool2d((3, 2), (2, 1), (1, 0), countPadding: false), [[2, 3, 7, 6]]),
        ["BatchNorm"] = (() => new BatchNorm(3), [[2, 3, 4, 5]]),
        ["BatchNorm, bare, channels last"] = (() => new BatchNorm(5, Untracked), [[2, 3, 5]]),
        ["BatchNorm, lazy"] = (() => new BatchNorm(), [[2, 3]]),
        ["BatchRenorm"] = (() => new BatchRenorm(3), [[2, 3, 4, 5]]),
        ["Concatenate"] = (() => new Concatenate(), [[2, 3, 4, 5], [2, 1, 4, 5], [2, 2, 4, 5]]),
        ["Concatenate, last"] = (() => new Concatenate(-1), [[2, 3, 4], [2, 3, 1]]),
        ["Constant"] = (() => new Constant(RandomTensor.Normal(1, [1, 3, 2])), []),
        ["Constant, trained"] = (() => new Constant(RandomTensor.Normal(1, [1, 3, 2]), trained: true), []),
        ["Conv2d"] =
            (() => new Conv2d(4, 6, (3, 2), new Conv2dOptions { Stride = (2, 1), Padding = (1, 0), Dilation = (1, 2), Groups = 2 }),
                [[2, 4, 9, 8]]),
        ["Conv2d, no bias"] = (() => new Conv2d(3, 5, 1, new Conv2dOptions { Bias = false }), [[2, 3, 4, 4]]),
        ["DomainBatchNorm"] = (() => new DomainBatchNorm(3, ["a", "b"]), [[2, 3, 4]]),
        ["DomainBatchNorm, own"] =
            (() => new DomainBatchNorm(3, ["a", "b", "c"], new DomainBatchNormOptions { OwnAffine = true }), [[2, 3, 4]]),
        ["Dropout"] = (() => new Dropout(0.3), [[2, 7]]),
        ["Flatten"] = (() => new Flatten(), [[2, 3, 4, 5]]),
        ["Flatten, vector"] = (() => new Flatten(), [[6]]),
        ["FrozenBatchNorm"] = (() => new FrozenBatchNorm(3, 1e-3), [[2, 3, 4, 5]]),
        ["Gelu"] = (() => new Gelu(), [[2, 7]]),
        ["GhostBatchNorm"] = (() => new GhostBatchNorm(3, 2), [[4, 3, 2]]),
        ["GlobalAveragePool2d"] = (() => new GlobalAveragePool2d(), [[2, 3, 4, 5]]),
        ["GroupNorm"] = (() => new GroupNorm(2, 4), [[2, 4, 3]]),
        ["GroupNorm, bare"] = (() => new GroupNorm(2, 4, new GroupNormOptions { Affine = false }), [[2, 4, 3]]),
        ["Identity"] = (() => new Identity(), [[2, 7]]),
        ["InstanceNorm"] = (() => new InstanceNorm(3), [[2, 3, 4]]),
        ["InstanceNorm, full"] =
            (() => new InstanceNorm(3, new InstanceNormOptions { Affine = true, TrackRunningStatistics = true }), [[2, 3, 4]]),
        ["LayerNorm"] = (() => new LayerNorm([4, 5]), [[2, 3, 4, 5]]),
        ["LayerNorm, no bias"] = (() => new LayerNorm([5], new LayerNormOptions { Bias = false }), [[2, 5]]),
        ["LayerNorm, bare"] = (() => new LayerNorm([5], new LayerNormOptions { Affine = false }), [[2, 5]]),
        ["LeakyRelu"] = (() => new LeakyRelu(0.2f), [[2, 7]]),
        ["Linear"] = (() => new Linear(5, 3), [[2, 4, 5]]),
        ["Linear, no bias"] = (() => new Linear(5, 3, bias: false), [[2, 5]]),
        ["LocalResponseNorm"] = (() => new LocalResponseNorm(3), [[2, 4, 5]]),
        ["LogSoftmax"] = (() => new LogSoftmax(), [[2, 7]]),
        ["MaxPool2d"] = (() => new MaxPool2d(3, 2, 1), [[2, 3, 7, 6]]),
        ["Network"] = (Gate, [[2, 3, 4, 4]]),
        ["Pad2d"] = (() => new Pad2d(0, 1, 2, 3, 0.5f), [[2, 3, 4, 5]]),
        ["Permute"] = (() => new Permute([0, 2, 3, 1]), [[2, 3, 4, 5]]),
        ["Product"] = (() => new Product(), [[2, 3, 4, 5], [2, 3, 1, 1], [1, 3, 4, 1]]),
        ["Relu"] = (() => new Relu(), [[2, 7]]),
        ["Reshape"] = (() => new Reshape([Reshape.Kept, Reshape.Rest, 5]), [[2, 3, 4, 5]]),
        ["Residual"] =
            (() => new Residual(new Conv2d(3, 4, 1), new Sequential(new Conv2d(3, 4, 1), new BatchNorm(4)), new Relu()), [[2, 3, 4, 4]]),
        ["RmsNorm"] = (() => new RmsNorm([5], new RmsNormOptions { Bias = true }), [[2, 3, 5]]),
        ["Sequential"] = (() => new Sequential(new Flatten(), new Linear(12, 5), new BatchNorm(5)), [[2, 3, 4]]),
        ["Sequential, empty"] = (() => new Sequential(Array.Empty<Module>()), [[2, 3, 4]]),
        ["Sequential, shared"] = (Shared, [[2, 4]]),
        ["Sigmoid"] = (() => new Sigmoid(), [[2, 7]]),
        ["Silu"] = (() => new Silu(), [[2, 7]]),
        ["Softmax"] = (() => new Softmax(1), [[2, 3, 4, 5]]),
        ["SpectralNorm"] = (() => new SpectralNorm(new Conv2d(3, 4, (2, 3), new Conv2dOptions { Bias = false })), [[2, 3, 4, 5]]),
        ["Sum"] = (() => new Sum(), [[2, 3], [2, 3], [2, 3]]),
        ["Sum, repeated"] = (() => new Sum(broadcasts: true), [[2, 3, 4], [3, 1]]),
        ["SyncBatchNorm"] = (() => new SyncBatchNorm(3), [[2, 3, 4, 5]]),
        ["Tanh"] = (() => new Tanh(), [[2, 7]]),
        ["Upsample2d"] = (() => new Upsample2d((2, 3)), [[2, 3, 4, 5]]),
        ["WeightNorm"] = (() => new WeightNorm(new Conv2d(4, 6, 3, new Conv2dOptions { Groups = 2 })), [[2, 4, 5, 5]]),
        ["WeightStandardization"] = (() => new WeightStandardization(new Linear(5, 3)), [[2, 5]]),
        ["ZeroPaddedShortcut"] = (() => new ZeroPaddedShortcut(2, 1, 2), [[2, 3, 4, 5]]),
    };

    private static Network Gate()
    {
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Input("image");
        SymbolicTensor a = net.Add("conv", new Conv2d(3, 4, 3, new Conv2dOptions { Padding = 1 }), x);
        SymbolicTensor gate = net.Add("gate", new Sigmoid(), net.Add("squeeze", new GlobalAveragePool2d(), a));
        SymbolicTensor scaled = net.Product(a, gate);
        return net.Build(net.Concatenate(x, scaled));
    }

    private static Sequential Shared()
    {
        var linear = new Linear(4, 4);
        return new Sequential(linear, new Relu(), new Residual(linear), new BatchNorm(4), linear);
    }
}
