using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Interpolates dimensions to other extents, one after another: nearest, linear or cubic, as ONNX's Resize defines it.
/// <see cref="Upsample2d"/> is the plain case of whole factors.
/// </summary>
internal sealed class Resize : Module
{
    private Maps? _maps;

    /// <summary>Makes the layer.</summary>
    /// <exception cref="ArgumentException">The plan's numbers do not fit each other.</exception>
    public Resize(ResizePlan plan) => Plan = plan.Checked();

    /// <summary>Which dimensions are resized to what.</summary>
    public ResizePlan Plan { get; }

    internal static LayerDefinition<Resize> Definition { get; } = new()
    {
        Type = nameof(Resize),
        Temporaries = 1,
        Make = settings => new Resize(From(settings)),
        Describe = (layer, _) => Description(layer.Plan),
        State = _ => StateSize.None,
        Output = (settings, inputs) => From(settings).Checked().OutputOf(inputs[0]),
        Lower = (layer, inputs) => Lowered(layer.Plan, inputs[0]),
    };

    /// <inheritdoc/>
    public override string ToString() => $"Resize({Plan.Interpolation.Mode})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
    {
        Maps? maps = Volatile.Read(ref _maps);
        if (maps is null || maps.Input != x.Shape)
        {
            Shape shape = x.Shape;
            maps = new Maps(shape, [.. Enumerable.Range(0, Plan.Axes.Count).Select(i => (shape.Axis(Plan.Axes[i]), Plan.Map(i, shape)))]);
            Volatile.Write(ref _maps, maps);
        }

        foreach ((int axis, AxisMap map) in maps.Along)
        {
            x = x.MapAxis(axis, map);
        }

        return x;
    }

    /// <summary>
    /// One dimension after another, what lies between in the plan's memory; null where that would be more than one tensor.
    /// </summary>
    private static PlanOperation? Lowered(ResizePlan plan, Shape input)
    {
        int[] axes = [.. plan.Axes.Select(axis => input.Axis(axis))];
        if (axes.Length is < 1 or > 2 || axes.Contains(0))
        {
            return null;
        }

        AxisMap[] maps = [.. axes.Select((_, i) => plan.Map(i, input))];
        return new PlanOperation(operands =>
        {
            (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
            Tensor between = operands.Scratch ?? y;
            (Tensor first, Tensor then) = (AxisMapping.Folded(x, axes[0]), AxisMapping.Folded(between, axes[0]));
            if (axes.Length == 1)
            {
                return () => backend.AxisMaps.Apply(maps[0], first, then);
            }

            (Tensor from, Tensor last) = (AxisMapping.Folded(between, axes[1]), AxisMapping.Folded(y, axes[1]));
            return () =>
            {
                backend.AxisMaps.Apply(maps[0], first, then);
                backend.AxisMaps.Apply(maps[1], from, last);
            };
        })
        {
            Scratch = axes.Length == 1 ? null : input.With(axes[0], maps[0].OutExtent),
        };
    }

    private static ResizePlan From(LayerSettings settings) => new()
    {
        Axes = settings.Ints("axes"),
        Scales = settings.Doubles("scales"),
        Extents = settings.Ints("extents"),
        Policy = WindowSettings.Choice<ResizePolicy>(settings, "policy"),
        Region = settings.Doubles("region"),
        Interpolation = new Interpolation
        {
            Mode = WindowSettings.Choice<ResizeMode>(settings, "mode"),
            Coordinates = WindowSettings.Choice<ResizeCoordinates>(settings, "coordinates"),
            Rounding = WindowSettings.Choice<NearestRounding>(settings, "rounding"),
            CubicCoefficient = settings.Double("cubic_coefficient"),
            ExcludesOutside = settings.Bool("excludes_outside"),
            Antialiases = settings.Bool("antialiases"),
            OutsideValue = settings.Double("outside_value"),
        },
    };

    private static JsonObject Description(ResizePlan plan) => new()
    {
        ["axes"] = WindowSettings.List(plan.Axes),
        ["scales"] = new JsonArray([.. plan.Scales.Select(scale => (JsonNode)scale)]),
        ["extents"] = WindowSettings.List(plan.Extents),
        ["policy"] = plan.Policy.ToString(),
        ["region"] = new JsonArray([.. plan.Region.Select(part => (JsonNode)part)]),
        ["mode"] = plan.Interpolation.Mode.ToString(),
        ["coordinates"] = plan.Interpolation.Coordinates.ToString(),
        ["rounding"] = plan.Interpolation.Rounding.ToString(),
        ["cubic_coefficient"] = plan.Interpolation.CubicCoefficient,
        ["excludes_outside"] = plan.Interpolation.ExcludesOutside,
        ["antialiases"] = plan.Interpolation.Antialiases,
        ["outside_value"] = plan.Interpolation.OutsideValue,
    };

    private sealed record Maps(Shape Input, IReadOnlyList<(int Axis, AxisMap Map)> Along);
}
