using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Interop.Tests.Onnx.Export;

/// <summary>Every kind of layer that can be written as ONNX, in the ways that its operators depend on.</summary>
internal static class LayerSamples
{
    private static readonly (string Name, Shape Input, Func<Module> Make)[] All =
    [
        ("Affine", [2, 3, 5, 4], () => new Affine(2.5, -0.25)),
        ("ArgMax", [2, 3, 5, 4], () => new ArgMax(1, keepsDimension: true, takesLast: false)),
        ("ArgMax, the last", [2, 3, 5, 4], () => new ArgMax(-1, keepsDimension: false, takesLast: true)),
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
        (
            "BinaryFunction",
            [2, 3, 5, 4],
            () => Graph((net, x) =>
            {
                SymbolicTensor y = net.Add("tanh", new Tanh(), x);
                return net.Concatenate([
                    .. Enum.GetValues<BinaryOperation>().Where(operation => operation != BinaryOperation.Power).Select(
                        operation => net.Add($"{operation}", new BinaryFunction(operation), x, y)),
                    net.Add("power", new BinaryFunction(BinaryOperation.Power), Exp(net, x, "exp"), y),
                ]);
            })),
        ("BatchRenorm", [2, 3, 5, 4], () => new BatchRenorm(3)),
        ("Clip", [2, 3, 5, 4], () => new Clip(-0.5f, 0.75f)),
        ("Clip from below", [2, 3, 5, 4], () => new Clip(-0.5f, float.PositiveInfinity)),
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
        ("Elu", [2, 3, 5, 4], () => new Elu(0.7f)),
        ("Expand", [2, 3, 1, 4], () => new Expand([5, 4])),
        ("Flatten", [2, 3, 5, 4], () => new Flatten()),
        ("FrozenBatchNorm", [2, 3, 5, 4], () => new FrozenBatchNorm(3)),
        ("FrozenBatchNorm of the last axis", [2, 5, 3], () => new FrozenBatchNorm(3, axis: -1)),
        ("Gather", [2, 3, 5, 4], () => Indexed(IndexKind.Entries, 1, [2], 2, -3)),
        ("Gather of elements", [2, 3], () => Indexed(IndexKind.Elements, 1, [1, 4], 2, 0, 1, -1)),
        ("Gather of places", [2, 3, 5], () => Indexed(IndexKind.Coordinates, 0, [2, 2], 0, 2, 0, -1)),
        ("Gelu", [2, 3, 5, 4], () => new Gelu()),
        ("GhostBatchNorm", [2, 3, 5, 4], () => new GhostBatchNorm(3, 1)),
        ("GlobalAveragePool2d", [2, 3, 5, 4], () => new GlobalAveragePool2d()),
        ("GroupNorm", [2, 6, 5, 4], () => new GroupNorm(3, 6)),
        ("GroupNorm of features", [2, 6], () => new GroupNorm(2, 6)),
        ("GroupNorm without affine", [2, 6, 7], () => new GroupNorm(1, 6, new GroupNormOptions { Affine = false })),
        ("HardSwish", [2, 3, 5, 4], () => new HardSwish()),
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
        ("LogSoftmax of channels", [2, 3, 5, 4], () => new LogSoftmax(1)),
        (
            "MatrixProduct",
            [2, 3, 4],
            () => Graph((net, x) => net.Add("product", new MatrixProduct(), x, net.Add("transposed", new Permute([0, 2, 1]), x)))),
        ("MaxPool2d", [2, 3, 9, 8], () => new MaxPool2d((3, 2), (2, 1), (1, 0))),
        (
            "Network",
            [2, 3, 5, 4],
            () => Graph((net, x) => net.Add("inner", Graph((inner, y) => inner.Add("relu", new Relu(), y)), x))),
        ("Pad2d", [2, 3, 5, 4], () => new Pad2d(1, 2, 0, 3, 0.5f)),
        (
            "ParametricRelu",
            [2, 3, 5, 4],
            () => Graph((net, x) => net.Add(
                "relu", new ParametricRelu(), x, net.Add("slope", Slope())))),
        ("Permute", [2, 3, 5, 4], () => new Permute([0, 2, 3, 1])),
        ("Product", [2, 3, 5, 4], () => Graph((net, x) => net.Product(x, net.Add("pool", new GlobalAveragePool2d(), x), x))),
        (
            "Reduce",
            [2, 3, 5, 4],
            () => Graph((net, x) => net.Concatenate([
                .. Enum.GetValues<ReductionKind>().Select(kind => net.Add(
                    $"{kind}", new Reduce(kind, [-1, 1], keepsDimensions: true), Exp(net, x, $"exp {kind}"))),
            ]))),
        ("Reduce to less", [2, 3, 5, 4], () => new Reduce(ReductionKind.Max, [2], keepsDimensions: false)),
        ("Relu", [2, 3, 5, 4], () => new Relu()),
        ("Reshape", [2, 3, 5, 4], () => new Reshape([Reshape.Kept, 15, Reshape.Rest])),
        ("Residual", [2, 3, 5, 4], () => new Residual(new Conv2d(3, 3, 1), new BatchNorm(3), new Silu())),
        ("Residual, plain", [2, 3, 5, 4], () => new Residual(new BatchNorm(3))),
        ("RmsNorm", [2, 3, 6], () => new RmsNorm([3, 6], new RmsNormOptions { Bias = true })),
        ("RmsNorm without affine", [2, 6], () => new RmsNorm([6], new RmsNormOptions { Affine = false })),
        ("Scatter", [2, 3], () => Put(IndexKind.Elements, 1, [1, 2], 2, 0)),
        ("Scatter of places", [2, 3], () => Put(IndexKind.Coordinates, 0, [2, 2], 0, 2, 0, 1)),
        (
            "Select",
            [2, 3, 5, 4],
            () => Graph((net, x) => net.Add("select", new Select(), net.Add("relu", new Relu(), x), x, net.Add("tanh", new Tanh(), x)))),
        ("Sequential", [2, 3, 5, 4], () => new Sequential(new Conv2d(3, 4, 3), new BatchNorm(4), new Relu())),
        ("Sequential of one", [2, 3, 5, 4], () => new Sequential(new Identity())),
        ("Sigmoid", [2, 3, 5, 4], () => new Sigmoid()),
        ("Silu", [2, 3, 5, 4], () => new Silu()),
        ("Slice", [2, 3, 5, 4], () => new Slice([new SliceRange(1, -2, int.MaxValue), new SliceRange(-1, 3, 0, -2)])),
        ("Softmax", [2, 3, 5, 4], () => new Softmax(1)),
        ("SpectralNorm", [2, 4, 5, 4], () => new SpectralNorm(new Conv2d(4, 3, 3))),
        ("Sum", [2, 3, 5, 4], () => Graph((net, x) => net.Sum(x, net.Add("tanh", new Tanh(), x), x))),
        ("SyncBatchNorm", [2, 3, 5, 4], () => new SyncBatchNorm(3)),
        ("Tanh", [2, 3, 5, 4], () => new Tanh()),
        ("Tile", [2, 3, 5], () => new Tile([1, 2, 3])),
        ("TopIndices", [2, 7, 3], () => new TopIndices(4, 1, largest: true)),
        ("TopIndices of the smallest", [2, 7], () => new TopIndices(3, -1, largest: false)),
        (
            "UnaryFunction",
            [2, 3, 5, 4],
            () => Graph((net, x) => net.Concatenate([
                .. Enum.GetValues<UnaryOperation>().Except([UnaryOperation.CutToBFloat16]).Select(operation => net.Add(
                    $"{operation}",
                    new UnaryFunction(operation),
                    operation is UnaryOperation.Sqrt or UnaryOperation.ReciprocalSqrt or UnaryOperation.Log
                        ? Exp(net, x, $"exp {operation}")
                        : x)),
            ]))),
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

    private static SymbolicTensor Exp(NetworkBuilder net, SymbolicTensor x, string name)
        => net.Add(name, new UnaryFunction(UnaryOperation.Exp), x);

    private static Constant Slope() => new(Tensor.From([0.1f, 0.2f, -0.3f], [3, 1, 1]), trained: true);

    private static Network Indexed(IndexKind kind, int axis, Shape shape, params float[] indices) => Graph((net, x) => net.Add(
        "gather", new Gather(kind, axis), x, net.Add("indices", new Constant(Tensor.From(indices, shape)))));

    private static Network Put(IndexKind kind, int axis, Shape shape, params float[] indices) => Graph((net, x) =>
    {
        Shape updates = kind == IndexKind.Elements ? shape : [2];
        return net.Add(
            "scatter",
            new Scatter(kind, axis, ScatterKind.Set),
            x,
            net.Add("indices", new Constant(Tensor.From(indices, shape))),
            net.Add("updates", new Constant(Tensor.Full(updates, 9))));
    });

    private static Network Graph(Func<NetworkBuilder, SymbolicTensor, SymbolicTensor> build)
    {
        var net = new NetworkBuilder();
        return net.Build(build(net, net.Input()));
    }
}
