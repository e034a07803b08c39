using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers.Catalog;

/// <summary>Layers of every kind in the catalogue, some kinds in several forms, each with inputs that it takes.</summary>
internal static class SampleLayers
{
    private static readonly BatchNormOptions Untracked = new() { TrackRunningStatistics = false, Affine = false, Axis = -1 };

    private static readonly SpatialWindow Window = new([3, 2])
    {
        Stride = [2, 1],
        Dilation = [1, 2],
        Before = [1, 0],
        After = [0, 1],
    };

    public static IReadOnlyDictionary<string, (Func<Module> Make, Shape[] Inputs)> All { get; } = new Dictionary<string,
        (Func<Module> Make, Shape[] Inputs)>
    {
        ["Affine"] = (() => new Affine(2.5, -1), [[2, 7]]),
        ["ArgMax"] = (() => new ArgMax(-1, keepsDimension: true, takesLast: false), [[2, 3, 4]]),
        ["ArgMax, last"] = (() => new ArgMax(1, keepsDimension: false, takesLast: true), [[2, 3, 4]]),
        ["AdaptiveAveragePool2d"] = (() => new AdaptiveAveragePool2d((2, 3)), [[2, 3, 4, 6]]),
        ["AdaptiveAveragePool2d, overlapping"] = (() => new AdaptiveAveragePool2d((3, 7)), [[2, 3, 4, 5]]),
        ["AdaptiveAveragePool2d, nothing to do"] = (() => new AdaptiveAveragePool2d((4, 5)), [[2, 3, 4, 5]]),
        ["AveragePool2d"] = (() => new AveragePool2d((3, 2), (2, 1), (1, 0), countPadding: false), [[2, 3, 7, 6]]),
        ["BatchNorm"] = (() => new BatchNorm(3), [[2, 3, 4, 5]]),
        ["BatchNorm, bare, channels last"] = (() => new BatchNorm(5, Untracked), [[2, 3, 5]]),
        ["BatchNorm, lazy"] = (() => new BatchNorm(), [[2, 3]]),
        ["BatchRenorm"] = (() => new BatchRenorm(3), [[2, 3, 4, 5]]),
        ["BinaryFunction"] = (() => new BinaryFunction(BinaryOperation.Subtract), [[2, 3, 4], [3, 1], [1]]),
        ["BinaryFunction, comparison"] = (() => new BinaryFunction(BinaryOperation.Less), [[2, 3], [2, 3]]),
        ["Clip"] = (() => new Clip(-1, 0.5f), [[2, 7]]),
        ["Clip, open"] = (() => new Clip(float.NegativeInfinity, 0.5f), [[2, 7]]),
        ["ChannelShuffle"] = (() => new ChannelShuffle(2), [[2, 6, 3, 4]]),
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
        ["Elu"] = (() => new Elu(0.7f), [[2, 7]]),
        ["Expand"] = (() => new Expand([4, 3, 5]), [[2, 1, 1, 5]]),
        ["Flatten"] = (() => new Flatten(), [[2, 3, 4, 5]]),
        ["Flatten, vector"] = (() => new Flatten(), [[6]]),
        ["FrozenBatchNorm"] = (() => new FrozenBatchNorm(3, 1e-3), [[2, 3, 4, 5]]),
        ["Gather"] = (() => Indexed(new Gather(IndexKind.Entries, -1), [3], 1, 0, -1), [[2, 3, 4]]),
        ["Gather, elements"] = (() => Indexed(new Gather(IndexKind.Elements, 0), [2, 2], 1, 0, -1, 1), [[2, 3]]),
        ["Gather, coordinates"] = (() => Indexed(new Gather(IndexKind.Coordinates, 0), [1, 2], 1, -1), [[2, 3, 4]]),
        ["Gelu"] = (() => new Gelu(), [[2, 7]]),
        ["GhostBatchNorm"] = (() => new GhostBatchNorm(3, 2), [[4, 3, 2]]),
        ["GlobalAveragePool2d"] = (() => new GlobalAveragePool2d(), [[2, 3, 4, 5]]),
        ["GroupNorm"] = (() => new GroupNorm(2, 4), [[2, 4, 3]]),
        ["GroupNorm, bare"] = (() => new GroupNorm(2, 4, new GroupNormOptions { Affine = false }), [[2, 4, 3]]),
        ["HardSwish"] = (() => new HardSwish(), [[2, 7]]),
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
        ["LogSoftmax"] = (() => new LogSoftmax(1), [[2, 3, 4]]),
        ["MatrixProduct"] = (() => new NormSharp.Layers.MatrixProduct(), [[2, 3, 4], [4, 5]]),
        ["MaxPool2d"] = (() => new MaxPool2d(3, 2, 1), [[2, 3, 7, 6]]),
        ["Network"] = (Gate, [[2, 3, 4, 4]]),
        ["Pad2d"] = (() => new Pad2d(0, 1, 2, 3, 0.5f), [[2, 3, 4, 5]]),
        ["ParametricRelu"] = (() => new ParametricRelu(), [[2, 3, 4], [3, 1]]),
        ["Permute"] = (() => new Permute([0, 2, 1]), [[2, 3, 4]]),
        ["Product"] = (() => new Product(), [[2, 3, 4, 5], [2, 3, 1, 1], [1, 3, 4, 1]]),
        ["Reduce"] = (() => new Reduce(ReductionKind.Mean, [-1, 1], keepsDimensions: true), [[2, 3, 4, 5]]),
        ["Reduce, all"] = (() => new Reduce(ReductionKind.Max, [], keepsDimensions: false), [[2, 3]]),
        ["Relu"] = (() => new Relu(), [[2, 7]]),
        ["Reshape"] = (() => new Reshape([Reshape.Kept, 2, Reshape.Rest]), [[2, 3, 4]]),
        ["Residual"] =
            (() => new Residual(new Conv2d(3, 4, 1), new Sequential(new Conv2d(3, 4, 1), new BatchNorm(4)), new Relu()), [[2, 3, 4, 4]]),
        ["RmsNorm"] = (() => new RmsNorm([5], new RmsNormOptions { Bias = true }), [[2, 3, 5]]),
        ["Scatter"] = (() => Indexed(new Scatter(IndexKind.Coordinates, 0, ScatterKind.Add), [1, 1], 1), [[2, 3, 4]]),
        ["Select"] = (() => new Select(), [[2, 3, 4], [1, 4], [3, 1]]),
        ["Sequential"] = (() => new Sequential(new Flatten(), new Linear(12, 5), new BatchNorm(5)), [[2, 3, 4]]),
        ["Sequential, empty"] = (() => new Sequential(Array.Empty<Module>()), [[2, 3, 4]]),
        ["Sequential, shared"] = (Shared, [[2, 4]]),
        ["Sigmoid"] = (() => new Sigmoid(), [[2, 7]]),
        ["Silu"] = (() => new Silu(), [[2, 7]]),
        ["Slice"] = (() => new Slice([new SliceRange(1, -3, int.MaxValue, 2), new SliceRange(-1, -1, -9, -1)]), [[2, 6, 4]]),
        ["Softmax"] = (() => new Softmax(1), [[2, 3, 4]]),
        ["SpectralNorm"] = (() => new SpectralNorm(new Conv2d(3, 4, (2, 3), new Conv2dOptions { Bias = false })), [[2, 3, 4, 5]]),
        ["InputArrangement"] = (() => new InputArrangement(reversed: true, channelsLast: false), [[2, 3, 4, 5]]),
        ["InputArrangement, channels last"] = (() => new InputArrangement(reversed: false, channelsLast: true), [[2, 3, 4, 5]]),
        ["InputArrangement, both"] = (() => new InputArrangement(reversed: true, channelsLast: true), [[2, 3, 4, 5]]),
        ["StochasticDepth"] = (() => new StochasticDepth(0.3), [[2, 3, 4, 5]]),
        ["Sum"] = (() => new Sum(), [[2, 3], [2, 3], [2, 3]]),
        ["Sum, repeated"] = (() => new Sum(broadcasts: true), [[2, 3, 4], [3, 1]]),
        ["SyncBatchNorm"] = (() => new SyncBatchNorm(3), [[2, 3, 4, 5]]),
        ["Tanh"] = (() => new Tanh(), [[2, 7]]),
        ["Tile"] = (() => new Tile([1, 3, 2]), [[2, 3, 4]]),
        ["TopIndices"] = (() => new TopIndices(2, 1, largest: true), [[2, 3, 4]]),
        ["UnaryFunction"] = (() => new UnaryFunction(UnaryOperation.Erf), [[2, 7]]),
        ["Upsample2d"] = (() => new Upsample2d((2, 3)), [[2, 3, 4, 5]]),
        ["WeightNorm"] = (() => new WeightNorm(new Conv2d(4, 6, 3, new Conv2dOptions { Groups = 2 })), [[2, 4, 5, 5]]),
        ["WeightStandardization"] = (() => new WeightStandardization(new Linear(5, 3)), [[2, 5]]),
        ["ZeroPaddedShortcut"] = (() => new ZeroPaddedShortcut(2, 1, 2), [[2, 3, 4, 5]]),
        ["AveragePool"] = (() => new AveragePool(Window, countPadding: true), [[2, 3, 7, 6]]),
        ["Convolution"] = (() => new Convolution(4, 6, Window, 2), [[2, 4, 9, 8]]),
        ["Convolution, 1-D"] =
            (() => new Convolution(3, 4, new SpatialWindow([3]) { Stride = [2], Auto = AutoPadding.SameUpper }, 1, bias: false),
                [[2, 3, 8]]),
        ["Convolution, 3-D"] =
            (() => new Convolution(2, 4, new SpatialWindow([2, 3, 2]) { Before = [1, 0, 1], After = [0, 1, 1], Stride = [2, 1, 1] }, 2),
                [[2, 2, 5, 4, 3]]),
        ["ConvTranspose2d"] =
            (() => new ConvTranspose2d(4, 6, (3, 2), new Conv2dOptions { Stride = (2, 1), Padding = (1, 0), Groups = 2 }, (1, 0)),
                [[2, 4, 5, 4]]),
        ["GlobalPool"] = (() => new GlobalPool(GlobalPoolKind.Average), [[2, 3, 4]]),
        ["GlobalPool, max"] = (() => new GlobalPool(GlobalPoolKind.Max), [[2, 3, 4, 2, 3]]),
        ["GlobalPool, norm"] = (() => new GlobalPool(GlobalPoolKind.Norm, 3), [[2, 3, 4, 2]]),
        ["LpPool"] = (() => new LpPool(3, Window), [[2, 3, 7, 6]]),
        ["MaxPool"] = (() => new MaxPool(Window with { Ceil = true }), [[2, 3, 7, 6]]),
        ["MaxPoolPlaces"] = (() => new MaxPoolPlaces(Window, columnMajor: true), [[2, 3, 7, 6]]),
        ["OperandConvolution"] = (() => new OperandConvolution(Window, 2), [[2, 4, 9, 8], [6, 2, 3, 2], [6]]),
        ["OperandTransposedConvolution"] =
            (() => new OperandTransposedConvolution(new TransposedWindow(Window), 2), [[2, 4, 5, 4], [4, 3, 3, 2]]),
        ["TransposedConvolution"] =
            (() => new TransposedConvolution(4, 6, new TransposedWindow(Window) { OutputPadding = [1, 0] }, 2), [[2, 4, 5, 4]]),
        ["TransposedConvolution, 3-D"] =
            (() => new TransposedConvolution(2, 3, new TransposedWindow(new SpatialWindow([2, 3, 2]) { Stride = [2, 2, 1] })
            {
                Extents = [6, 8, 4],
            }), [[2, 2, 3, 4, 3]]),
        ["TransposedConvolution, 1-D"] =
            (() => new TransposedConvolution(
                2, 3, new TransposedWindow(new SpatialWindow([3]) { Stride = [2], Auto = AutoPadding.SameLower })),
                [[2, 2, 4]]),
        ["CenterCropPad"] = (() => new CenterCropPad([-1, 1], [2, 6]), [[2, 3, 4, 5]]),
        ["DepthToSpace"] = (() => new DepthToSpace(2, columnsFirst: false), [[2, 8, 3, 4]]),
        ["DepthToSpace, columns first"] = (() => new DepthToSpace(2, columnsFirst: true), [[2, 8, 3, 4]]),
        ["Fold"] =
            (() => new Fold([5, 4], new SpatialWindow([2, 3]) { Stride = [2, 1], Before = [1, 0], After = [0, 1] }), [[2, 12, 9]]),
        ["Pad"] = (() => new Pad(PaddingMode.Constant, [new AxisMargin(1, 1, -1), new AxisMargin(-1, 2, 0)], 0.5f), [[2, 3, 4]]),
        ["Pad, reflected"] = (() => new Pad(PaddingMode.Reflect, [new AxisMargin(-2, 4, 2), new AxisMargin(3, -1, 3)]), [[2, 3, 4, 5]]),
        ["Pad, edge"] = (() => new Pad(PaddingMode.Edge, [new AxisMargin(1, 1, 0), new AxisMargin(2, 0, 3)]), [[2, 3, 4]]),
        ["Pad, wrapped"] = (() => new Pad(PaddingMode.Wrap, [new AxisMargin(2, 7, 3)]), [[2, 3, 4]]),
        ["Resize"] = (() => Resized(new Interpolation { Mode = ResizeMode.Linear }), [[2, 3, 4, 5]]),
        ["Resize, nearest"] = (() => Resized(new Interpolation { Coordinates = ResizeCoordinates.Asymmetric }), [[2, 3, 4, 5]]),
        ["Resize, cubic"] =
            (() => new Resize(new ResizePlan
            {
                Axes = [-1, 2],
                Extents = [3, 7],
                Interpolation = new Interpolation { Mode = ResizeMode.Cubic, Antialiases = true, ExcludesOutside = true },
            }), [[2, 3, 4, 5]]),
        ["Resize, region"] =
            (() => new Resize(new ResizePlan
            {
                Axes = [2, 3],
                Extents = [3, 4],
                Region = [0.25, -0.5, 1.0, 0.75],
                Interpolation = new Interpolation
                {
                    Mode = ResizeMode.Linear,
                    Coordinates = ResizeCoordinates.TfCropAndResize,
                    OutsideValue = 2,
                },
            }), [[2, 3, 4, 5]]),
        ["SpaceToDepth"] = (() => new SpaceToDepth(2), [[2, 3, 4, 6]]),
        ["DeformableConvolution"] =
            (() => new DeformableConvolution(Window, 2, 2, hasBias: true, hasMask: true),
                [[2, 4, 5, 4], [6, 2, 3, 2], [2, 24, 2, 3], [6], [2, 12, 2, 3]]),
        ["DeformableConvolution, bare"] =
            (() => new DeformableConvolution(Window, 1, 1, hasBias: false, hasMask: false), [[1, 2, 5, 4], [3, 2, 3, 2], [1, 12, 2, 3]]),
        ["GridSample"] =
            (() => new GridSample(SamplingMode.Linear, SamplingBorder.Zeros, alignsCorners: false), [[2, 3, 4, 5], [2, 3, 2, 2]]),
        ["GridSample, 3-D"] =
            (() => new GridSample(SamplingMode.Linear, SamplingBorder.Edge, alignsCorners: true), [[2, 2, 3, 4, 5], [2, 2, 1, 3, 3]]),
        ["GridSample, cubic"] =
            (() => new GridSample(SamplingMode.Cubic, SamplingBorder.Zeros, alignsCorners: true), [[2, 3, 4, 5], [2, 3, 2, 2]]),
        ["GridSample, mirrored"] =
            (() => new GridSample(SamplingMode.Cubic, SamplingBorder.Mirror, alignsCorners: false), [[2, 3, 4, 5], [2, 3, 4, 2]]),
        ["GridSample, nearest"] =
            (() => new GridSample(SamplingMode.Nearest, SamplingBorder.Mirror, alignsCorners: true), [[1, 3, 4, 5], [1, 3, 4, 2]]),
        ["LocalResponseNorm, longer after"] =
            (() => new LocalResponseNorm(4, new LocalResponseNormOptions { IsLongerAfter = true, Alpha = 0.5 }), [[2, 7, 5]]),
        ["LpNorm"] = (() => new LpNorm(2, -2), [[2, 3, 4]]),
        ["LpNorm, absolute"] = (() => new LpNorm(1, 1), [[2, 3, 4]]),
        ["MaxUnpool"] = (() => new MaxUnpool(new SpatialWindow([2, 2]) { Stride = [2, 2] }, [5, 4]), [[0, 3, 2, 2], [0, 3, 2, 2]]),
        ["MeanVarianceNorm"] = (() => new MeanVarianceNorm([0, -1], 1e-3), [[2, 3, 4]]),
        ["NonMaxSuppression"] = (() => new NonMaxSuppression(new SuppressionSettings(9, 1.0)), [[2, 5, 4], [2, 3, 5]]),
        ["NormStatistic, running mean"] = (() => new NormStatistic(NormStatisticKind.RunningMean, 0.9), [[2, 3, 4], [3]]),
        ["NormStatistic, running variance"] = (() => new NormStatistic(NormStatisticKind.RunningVariance, 0.9), [[2, 3, 4], [3]]),
        ["NormStatistic, row mean"] = (() => new NormStatistic(NormStatisticKind.RowMean, 0, -2), [[2, 3, 4]]),
        ["NormStatistic, row deviation"] = (() => new NormStatistic(NormStatisticKind.RowInvStd, 1e-3, 2), [[2, 3, 4]]),
        ["OperandNorm, stored"] = (() => new OperandNorm(OperandNormKind.Stored, 9), [[2, 3, 4], [3], [3], [3], [3]]),
        ["OperandNorm, batch"] = (() => new OperandNorm(OperandNormKind.Batch, 1e-3), [[2, 3, 4], [3], [3]]),
        ["OperandNorm, instance"] = (() => new OperandNorm(OperandNormKind.Instance, 1e-3), [[2, 3, 4], [3], [3]]),
        ["OperandNorm, groups"] = (() => new OperandNorm(OperandNormKind.Group, 1e-3, 2), [[2, 6, 4], [6], [6]]),
        ["OperandNorm, numbers of groups"] = (() => new OperandNorm(OperandNormKind.Group, 1e-3, 2), [[2, 6, 4], [2], [2]]),
        ["OperandNorm, rows"] = (() => new OperandNorm(OperandNormKind.Rows, 1e-3, -2), [[2, 3, 4], [3, 4], [4]]),
        ["OperandNorm, root mean square"] = (() => new OperandNorm(OperandNormKind.RootMeanSquare, 1e-3, -1), [[2, 3, 4], [4]]),
    };

    private static Resize Resized(Interpolation interpolation)
        => new(new ResizePlan { Axes = [2, 3], Scales = [1.7, 0.6], Interpolation = interpolation });

    private static Network Gate()
    {
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Input("image");
        SymbolicTensor a = net.Add("conv", new Conv2d(3, 4, 3, new Conv2dOptions { Padding = 1 }), x);
        SymbolicTensor gate = net.Add("gate", new Sigmoid(), net.Add("squeeze", new GlobalAveragePool2d(), a));
        SymbolicTensor scaled = net.Product(a, gate);
        return net.Build(net.Concatenate(x, scaled));
    }

    /// <summary>A layer that reads indices, which the network holds.</summary>
    private static Network Indexed(Module layer, Shape shape, params float[] indices)
    {
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Input();
        SymbolicTensor constant = net.Add("indices", new Constant(Tensor.From(indices, shape)));
        SymbolicTensor[] inputs = layer is Scatter
            ? [x, constant, net.Add("updates", new Constant(Tensor.Ones([1, 3, 4])))]
            : [x, constant];
        return net.Build(net.Add("layer", layer, inputs));
    }

    private static Sequential Shared()
    {
        var linear = new Linear(4, 4);
        return new Sequential(linear, new Relu(), new Residual(linear), new BatchNorm(4), linear);
    }
}
