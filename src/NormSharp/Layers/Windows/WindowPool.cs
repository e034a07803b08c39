using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// What poolings of any rank share: windows over the dimensions after the channels, and the map of each dimension.
/// </summary>
internal abstract class WindowPool : Module
{
    private protected WindowPool(SpatialWindow window, Func<AxisWindow, AxisMap> map)
    {
        ArgumentNullException.ThrowIfNull(window);
        Window = window;
        Maps = new AxisMapCache(window.Rank, (d, extent) => map(window.Along(d, extent)));
    }

    /// <summary>The windows.</summary>
    public SpatialWindow Window { get; }

    /// <summary>The maps of the dimensions.</summary>
    private protected AxisMapCache Maps { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{TypeName}({string.Join("×", Window.Kernel)})";

    private protected JsonObject DescribeWindow() => WindowSettings.Describe(Window);

    private protected static Shape OutputOf(LayerSettings settings, IReadOnlyList<Shape> inputs)
        => WindowSettings.From(settings).OutputOf(inputs[0], settings.Type);
}
