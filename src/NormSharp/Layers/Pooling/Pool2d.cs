using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>What pooling layers share: a window, a stride, a padding.</summary>
public abstract class Pool2d : Module
{
    private protected Pool2d(Size2d kernel, Size2d? stride, Size2d? padding)
        => Settings = new PoolingSettings(kernel, stride ?? kernel, padding ?? 0);

    /// <summary>Window, stride and padding.</summary>
    public PoolingSettings Settings { get; }

    /// <inheritdoc/>
    public override LayerDescription Describe() => new(
        TypeName,
        new JsonObject
        {
            ["kernel"] = LayerSettings.Pair(Settings.Kernel),
            ["stride"] = LayerSettings.Pair(Settings.Stride),
            ["padding"] = LayerSettings.Pair(Settings.Padding),
        });

    /// <inheritdoc/>
    public override string ToString() => $"{TypeName}({Settings.Kernel})";
}
