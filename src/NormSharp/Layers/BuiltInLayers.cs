using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace NormSharp.Layers;

/// <summary>The definitions of all layers of this assembly. The catalogue asks for them; it knows no layer itself.</summary>
/// <remarks>The list is explicit, so that trimming and ahead-of-time compilation keep what is needed.</remarks>
internal static class BuiltInLayers
{
    private static IReadOnlyList<LayerDefinition> All =>
    [
        Affine.Definition,
        ArgMax.Definition,
        AveragePool2d.Definition,
        BatchNorm.Definition,
        BatchRenorm.Definition,
        BinaryFunction.Definition,
        Clip.Definition,
        Concatenate.Definition,
        Constant.Definition,
        Conv2d.Definition,
        DomainBatchNorm.Definition,
        Dropout.Definition,
        Elu.Definition,
        Expand.Definition,
        Flatten.Definition,
        FrozenBatchNorm.Definition,
        Gather.Definition,
        Gelu.Definition,
        GhostBatchNorm.Definition,
        GlobalAveragePool2d.Definition,
        GroupNorm.Definition,
        HardSwish.Definition,
        Identity.Definition,
        InstanceNorm.Definition,
        LayerNorm.Definition,
        LeakyRelu.Definition,
        Linear.Definition,
        LocalResponseNorm.Definition,
        LogSoftmax.Definition,
        MatrixProduct.Definition,
        MaxPool2d.Definition,
        Network.Definition,
        Pad2d.Definition,
        ParametricRelu.Definition,
        Permute.Definition,
        Product.Definition,
        Reduce.Definition,
        Relu.Definition,
        Reshape.Definition,
        Residual.Definition,
        RmsNorm.Definition,
        Scatter.Definition,
        Select.Definition,
        Sequential.Definition,
        Sigmoid.Definition,
        Silu.Definition,
        Slice.Definition,
        Softmax.Definition,
        SpectralNorm.Definition,
        Sum.Definition,
        SyncBatchNorm.Definition,
        Tanh.Definition,
        Tile.Definition,
        TopIndices.Definition,
        UnaryFunction.Definition,
        Upsample2d.Definition,
        WeightNorm.Definition,
        WeightStandardization.Definition,
        ZeroPaddedShortcut.Definition,
    ];

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255:ModuleInitializer", Justification = "It stores one delegate; the definitions are made later.")]
    internal static void Join() => LayerCatalog.BuildIn(() => All);
}
