using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Crops dimensions to an extent around their middle, or pads them with zeros to it; what is odd goes to the end.</summary>
/// <param name="axes">The dimensions, which may count from the end.</param>
/// <param name="extents">Their extents.</param>
internal sealed class CenterCropPad(IReadOnlyList<int> axes, IReadOnlyList<int> extents) : Module
{
    internal static LayerDefinition<CenterCropPad> Definition { get; } = new()
    {
        Type = nameof(CenterCropPad),
        Make = settings => new CenterCropPad(settings.Ints("axes"), settings.Ints("extents")),
        Describe = (layer, _) => new JsonObject
        {
            ["axes"] = WindowSettings.List(layer.Axes),
            ["extents"] = WindowSettings.List(layer.Extents),
        },
        State = _ => StateSize.None,
        Output = (settings, inputs) => MarginsOf(inputs[0], settings.Ints("axes"), settings.Ints("extents")).Around(inputs[0]),
    };

    /// <summary>The dimensions.</summary>
    public IReadOnlyList<int> Axes { get; } = axes;

    /// <summary>Their extents.</summary>
    public IReadOnlyList<int> Extents { get; } = extents;

    /// <summary>What a shape gains and loses.</summary>
    internal Margins MarginsOf(Shape x) => MarginsOf(x, Axes, Extents);

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.PadConstant(MarginsOf(x.Shape));

    private static Margins MarginsOf(Shape x, IReadOnlyList<int> axes, IReadOnlyList<int> extents)
    {
        if (axes.Count != extents.Count)
        {
            throw new ArgumentException($"CenterCropPad has {axes.Count} axes and {extents.Count} extents");
        }

        return AxisMargin.Join([.. axes.Select((axis, i) => MarginOf(axis, x[x.Axis(axis)], extents[i]))], x);
    }

    /// <summary>Half of the difference at the start, rounded down.</summary>
    private static AxisMargin MarginOf(int axis, int extent, int wanted)
    {
        int before = wanted >= extent ? (wanted - extent) / 2 : -((extent - wanted) / 2);
        return new AxisMargin(axis, before, wanted - extent - before);
    }
}
