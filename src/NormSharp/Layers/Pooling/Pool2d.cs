using System.Text.Json.Nodes;
using NormSharp.Kernels.Blocked;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>What pooling layers share: a window, a stride, a padding.</summary>
public abstract class Pool2d : Module
{
    private protected Pool2d(Size2d kernel, Size2d? stride, Size2d? padding)
    {
        Settings = new PoolingSettings(kernel, stride ?? kernel, padding ?? 0);
        Settings.Check();
    }

    /// <summary>Window, stride and padding.</summary>
    internal PoolingSettings Settings { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{TypeName}({Settings.Kernel})";

    /// <summary>The settings that poolings share, as JSON.</summary>
    private protected JsonObject DescribeWindow() => new()
    {
        ["kernel"] = LayerSettings.Pair(Settings.Kernel),
        ["stride"] = LayerSettings.Pair(Settings.Stride),
        ["padding"] = LayerSettings.Pair(Settings.Padding),
    };

    /// <summary>How an inference plan pools blocked images.</summary>
    private protected BlockedForm InBlocks(BlockedPoolingKind kind) => new BlockedKernelForm(step =>
    {
        BlockedLayout input = step.Inputs[0];
        return new BlockedPooling(
            kind, Settings.GeometryOf([1, input.Channels, input.Height, input.Width], TypeName), input, step.Output);
    });

    private protected static Shape OutputOf(LayerSettings settings, Shape x)
    {
        var window = new PoolingSettings(settings.Size("kernel"), settings.Size("stride"), settings.Size("padding"));
        PoolingGeometry geometry = window.GeometryOf(x, settings.Type);
        return [x[0], x[1], geometry.OutHeight, geometry.OutWidth];
    }
}
