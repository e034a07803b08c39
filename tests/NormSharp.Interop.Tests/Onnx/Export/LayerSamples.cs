using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Interop.Tests.Onnx.Export;

/// <summary>Every kind of layer that can be written as ONNX, in the ways that its operators depend on.</summary>
internal static class LayerSamples
{
    private static readonly SpatialWindow Window = new([3, 2]) { Stride = [2, 1], Before = [1, 0], After = [0, 1] };

    private static readonly SpatialWindow Dilated = Window with { Dilation = [1, 2] };

    private static readonly (string Name, Shape Input, Func<Module> Make)[] All =
    [
        ("Affine", [2, 3, 5, 4], () => new Affine(2.5, -0.25)),
        ("ArgMax", [2, 3, 5, 4], () => new ArgMax(1, keepsDimension: true, takesLast: false)),
        ("ArgMax, the last", [2, 3, 5, 4], () => new ArgMax(-1, keepsDimension: false, takesLast: true)),
        ("AdaptiveAveragePool2d", [2, 3, 8, 9], () => new AdaptiveAveragePool2d((4, 3))),
        ("AdaptiveAveragePool2d, overlapping", [2, 3, 4, 5], () => new AdaptiveAveragePool2d((3, 7))),
        ("AdaptiveAveragePool2d, nothing to do", [2, 3, 4, 5], () => new AdaptiveAveragePool2d((4, 5))),
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
        ("ChannelShuffle", [2, 6, 3, 4], () => new ChannelShuffle(3)),
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
        ("InputArrangement", [2, 3, 5, 4], () => new InputArrangement(reversed: true, channelsLast: false)),
        ("InputArrangement, channels last", [2, 3, 5, 4], () => new InputArrangement(reversed: true, channelsLast: true)),
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
            () => Graph((net, x) => net.Add("product", new Layers.MatrixProduct(), x, net.Add("transposed", new Permute([0, 2, 1]), x)))),
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
        ("StochasticDepth", [2, 3, 5, 4], () => new StochasticDepth(0.3)),
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
                    operation switch
                    {
                        UnaryOperation.Sqrt or UnaryOperation.ReciprocalSqrt or UnaryOperation.Log => Exp(net, x, $"exp {operation}"),
                        UnaryOperation.Acosh => net.Add("above 1", new Affine(1, 1.5), Exp(net, x, "exp Acosh")),
                        UnaryOperation.Asin or UnaryOperation.Acos or UnaryOperation.Atanh
                            => net.Add($"within 1 {operation}", new Tanh(), x),
                        _ => x,
                    })),
            ]))),
        ("Upsample2d", [2, 3, 5, 4], () => new Upsample2d((2, 3))),
        ("WeightNorm", [2, 6], () => new WeightNorm(new Linear(6, 5))),
        ("WeightStandardization", [2, 4, 5, 4], () => new WeightStandardization(new Conv2d(4, 3, 3, new Conv2dOptions { Bias = false }))),
        ("ZeroPaddedShortcut", [2, 3, 5, 4], () => new ZeroPaddedShortcut(2, 1, 2)),
        ("AveragePool", [2, 3, 9, 8], () => new AveragePool(Window, countPadding: false)),
        (
            "AveragePool with padding",
            [2, 3, 9],
            () => new AveragePool(new SpatialWindow([3]) { After = [1], Stride = [2] }, countPadding: true)),
        ("CenterCropPad", [2, 3, 5, 4], () => new CenterCropPad([2, -1], [3, 7])),
        ("Convolution", [2, 4, 9, 8], () => new Convolution(4, 6, Dilated, 2)),
        (
            "Convolution of lines",
            [2, 3, 8],
            () => new Convolution(3, 4, new SpatialWindow([3]) { Stride = [2], Auto = AutoPadding.SameUpper }, 1, bias: false)),
        (
            "Convolution of volumes",
            [2, 2, 5, 4, 3],
            () => new Convolution(2, 4, new SpatialWindow([2, 3, 2]) { Before = [1, 0, 1], After = [0, 1, 1] }, 2)),
        (
            "ConvTranspose2d",
            [2, 4, 5, 4],
            () => new ConvTranspose2d(4, 6, (3, 2), new Conv2dOptions { Stride = (2, 1), Padding = (1, 0), Groups = 2 }, (1, 0))),
        ("DepthToSpace", [2, 8, 3, 4], () => new DepthToSpace(2, columnsFirst: false)),
        ("DepthToSpace, columns first", [2, 8, 3, 4], () => new DepthToSpace(2, columnsFirst: true)),
        (
            "Fold",
            [2, 12, 8],
            () => new Fold([5, 4], new SpatialWindow([2, 3]) { Stride = [1, 2], Before = [0, 0], After = [0, 1] })),
        ("GlobalPool", [2, 3, 4], () => new GlobalPool(GlobalPoolKind.Average)),
        ("GlobalPool, largest", [2, 3, 4, 2, 3], () => new GlobalPool(GlobalPoolKind.Max)),
        ("GlobalPool, norm", [2, 3, 4, 2], () => new GlobalPool(GlobalPoolKind.Norm, 3)),
        ("LocalResponseNorm, longer after", [2, 7, 5, 4], () => new LocalResponseNorm(
            4, new LocalResponseNormOptions { Alpha = 0.5, IsLongerAfter = true })),
        ("LpNorm", [2, 3, 4], () => new LpNorm(2, -2)),
        ("LpNorm, absolute", [2, 3, 4], () => new LpNorm(1, 1)),
        ("LpPool", [2, 3, 9, 8], () => new LpPool(3, Window)),
        ("MaxPool", [2, 3, 9, 8], () => new MaxPool(Dilated)),
        ("MaxPoolPlaces", [2, 3, 9, 8], () => new MaxPoolPlaces(Window, columnMajor: false)),
        (
            "MaxUnpool",
            [2, 3, 4, 6],
            () => Graph((net, x) =>
            {
                var pairs = new SpatialWindow([2, 2]) { Stride = [2, 2] };
                SymbolicTensor places = net.Add("places", new MaxPoolPlaces(pairs, columnMajor: false), x);
                return net.Add("back", new MaxUnpool(pairs, [5, 6]), net.Add("pool", new MaxPool(pairs), x), places);
            })),
        ("MeanVarianceNorm", [2, 3, 5, 4], () => new MeanVarianceNorm([0, 2, -1], 1e-3)),
        (
            "NonMaxSuppression",
            [2, 5, 4],
            () => Graph((net, x) => net.Add(
                "boxes",
                new NonMaxSuppression(new SuppressionSettings(9, 1) { LeastScore = -9 }),
                x,
                net.Add("scores", new Permute([0, 2, 1]), x)))),
        (
            "NormStatistic",
            [2, 3, 5, 4],
            () => Graph((net, x) => net.Add(
                "mean",
                new Product(),
                net.Add("deviation", new NormStatistic(NormStatisticKind.RowInvStd, 1e-3, -2), x),
                net.Add("rows", new NormStatistic(NormStatisticKind.RowMean, 0, 2), x)))),
        (
            "OperandConvolution",
            [2, 4, 9, 8],
            () => Graph((net, x) => net.Add(
                "conv", new OperandConvolution(Window, 2), x, Numbers(net, "w", 6, 2, 3, 2), Numbers(net, "b", 6)))),
        ("OperandNorm", [2, 6, 5, 4], () => Normalized(new OperandNorm(OperandNormKind.Batch, 1e-3), [6], [6])),
        ("OperandNorm of groups", [2, 6, 5, 4], () => Normalized(new OperandNorm(OperandNormKind.Group, 1e-3, 2), [2], [2])),
        ("OperandNorm of rows", [2, 6, 5, 4], () => Normalized(new OperandNorm(OperandNormKind.Rows, 1e-3, -2), [5, 4], [4])),
        ("OperandNorm of samples", [2, 6, 5, 4], () => Normalized(new OperandNorm(OperandNormKind.Instance, 1e-3), [6], [6])),
        (
            "OperandNorm, root mean square",
            [2, 6, 5],
            () => Normalized(new OperandNorm(OperandNormKind.RootMeanSquare, 1e-3, -1), [5])),
        (
            "OperandTransposedConvolution",
            [2, 4, 5, 4],
            () => Graph((net, x) => net.Add(
                "conv", new OperandTransposedConvolution(new TransposedWindow(Window), 2), x, Numbers(net, "w", 4, 3, 3, 2)))),
        ("Pad", [2, 3, 4], () => new Pad(PaddingMode.Constant, [new AxisMargin(1, 1, -1), new AxisMargin(-1, 2, 0)], 0.5f)),
        ("Pad, reflected", [2, 3, 4, 5], () => new Pad(PaddingMode.Reflect, [new AxisMargin(-2, 3, 2), new AxisMargin(3, 1, 3)])),
        ("Pad, edge", [2, 3, 4], () => new Pad(PaddingMode.Edge, [new AxisMargin(1, 1, 0), new AxisMargin(2, 0, 3)])),
        ("Resize", [2, 3, 4, 5], () => Resized(ResizeMode.Linear, ResizeCoordinates.HalfPixel)),
        ("Resize, corners", [2, 3, 4, 5], () => Resized(ResizeMode.Linear, ResizeCoordinates.AlignCorners)),
        ("Resize, cubic", [2, 3, 4, 5], () => Resized(ResizeMode.Cubic, ResizeCoordinates.Asymmetric)),
        ("Resize, nearest", [2, 3, 4, 5], () => Resized(ResizeMode.Nearest, ResizeCoordinates.HalfPixel)),
        ("Resize, scaled", [2, 3, 4, 5], () => new Resize(new ResizePlan
        {
            Axes = [3, 2],
            Scales = [1.5, 2],
            Interpolation = new Interpolation { Mode = ResizeMode.Linear, Coordinates = ResizeCoordinates.PytorchHalfPixel },
        })),
        ("SpaceToDepth", [2, 3, 4, 6], () => new SpaceToDepth(2)),
        (
            "TransposedConvolution",
            [2, 4, 5, 4],
            () => new TransposedConvolution(4, 6, new TransposedWindow(Window) { OutputPadding = [1, 0] }, 2)),
        (
            "TransposedConvolution of volumes",
            [2, 2, 3, 4, 3],
            () => new TransposedConvolution(2, 3, new TransposedWindow(new SpatialWindow([2, 3, 2]) { Stride = [2, 2, 1] })
            {
                Extents = [6, 11, 4],
            })),
        (
            "DeformableConvolution",
            [2, 4, 5, 4],
            () => Graph((net, x) => net.Add(
                "deformed",
                new DeformableConvolution(
                    new SpatialWindow([3, 2]) { Before = [1, 0], After = [1, 1] }, 2, 2, hasBias: true, hasMask: true),
                x,
                Numbers(net, "w", 6, 2, 3, 2),
                net.Add("offsets", new Conv2d(4, 24, 3, new Conv2dOptions { Padding = 1 }), x),
                Numbers(net, "b", 6),
                net.Add("mask", new Conv2d(4, 12, 1), x)))),
        ("GridSample", [2, 2, 4, 5], () => Sampled(new GridSample(SamplingMode.Linear, SamplingBorder.Zeros, alignsCorners: false))),
        (
            "GridSample, mirrored",
            [2, 2, 4, 5],
            () => Sampled(new GridSample(SamplingMode.Linear, SamplingBorder.Mirror, alignsCorners: true))),
        (
            "GridSample, nearest",
            [2, 2, 4, 5],
            () => Sampled(new GridSample(SamplingMode.Nearest, SamplingBorder.Edge, alignsCorners: true))),
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

    /// <summary>The version of the standard's operators from which on a sample can be written.</summary>
    public static int LeastOpset(string name) => name.Split(',')[0] switch
    {
        "DeformableConvolution" => 19,
        "GridSample" => 16,
        _ => 0,
    };

    private static Resize Resized(ResizeMode mode, ResizeCoordinates coordinates) => new(new ResizePlan
    {
        Axes = [2, 3],
        Extents = [8, 3],
        Interpolation = new Interpolation { Mode = mode, Coordinates = coordinates },
    });

    /// <summary>Planes read along a grid that is made of themselves.</summary>
    private static Network Sampled(GridSample layer)
        => Graph((net, x) => net.Add("sampled", layer, x, net.Add("grid", new Permute([0, 2, 3, 1]), x)));

    private static Network Normalized(OperandNorm layer, params int[][] operands) => Graph((net, x) => net.Add(
        "normalized", layer, [x, .. operands.Select((extents, i) => Numbers(net, $"operand{i}", extents))]));

    private static SymbolicTensor Numbers(NetworkBuilder net, string name, params int[] extents)
    {
        Shape shape = Shape.Create(extents);
        return net.Add(name, new Constant(Tensor.From(RandomNetworks.Input(shape, seed: 5), shape)));
    }

    private static Network Graph(Func<NetworkBuilder, SymbolicTensor, SymbolicTensor> build)
    {
        var net = new NetworkBuilder();
        return net.Build(build(net, net.Input()));
    }
}
