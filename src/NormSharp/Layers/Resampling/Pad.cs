using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Margins around any dimensions, of one value or of entries of the tensor; negative margins take entries away. <see cref="Pad2d"/> is the
/// plain case of planes.
/// </summary>
internal sealed class Pad : Module
{
    private readonly AxisMapCache _maps;

    /// <summary>Makes the layer.</summary>
    /// <param name="mode">What stands in the margins.</param>
    /// <param name="margins">Margins of some dimensions, which may count from the end.</param>
    /// <param name="value">What stands in margins of one value.</param>
    public Pad(PaddingMode mode, IReadOnlyList<AxisMargin> margins, float value = 0)
    {
        (Mode, Margins, Value) = (mode, margins, value);
        _maps = new AxisMapCache(margins.Count, (i, extent) => PaddingMaps.Of(mode, extent, margins[i].Before, margins[i].After));
    }

    /// <summary>What stands in the margins.</summary>
    public PaddingMode Mode { get; }

    /// <summary>The margins.</summary>
    public IReadOnlyList<AxisMargin> Margins { get; }

    /// <summary>What stands in margins of one value.</summary>
    public float Value { get; }

    internal static LayerDefinition<Pad> Definition { get; } = new()
    {
        Type = nameof(Pad),
        Temporaries = 1,
        Make = settings => new Pad(
            WindowSettings.Choice<PaddingMode>(settings, "mode"), MarginsOf(settings), float.Parse(settings.Text("value"), Culture)),
        Describe = (layer, _) => new JsonObject
        {
            ["mode"] = layer.Mode.ToString(),
            ["axes"] = WindowSettings.List(layer.Margins.Select(margin => margin.Axis)),
            ["before"] = WindowSettings.List(layer.Margins.Select(margin => margin.Before)),
            ["after"] = WindowSettings.List(layer.Margins.Select(margin => margin.After)),

            // As text: JSON has no infinity, which margins before maxima are filled with.
            ["value"] = layer.Value.ToString("R", Culture),
        },
        State = _ => StateSize.None,
        Output = (settings, inputs) => AxisMargin.Join(MarginsOf(settings), inputs[0]).Around(inputs[0]),
        Lower = (layer, inputs) => Lowered(layer, inputs[0]),
    };

    private static IFormatProvider Culture => System.Globalization.CultureInfo.InvariantCulture;

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
    {
        if (Mode == PaddingMode.Constant)
        {
            return x.PadConstant(AxisMargin.Join(Margins, x.Shape), Value);
        }

        for (int i = 0; i < Margins.Count; i++)
        {
            int axis = x.Shape.Axis(Margins[i].Axis);
            if ((Margins[i].Before | Margins[i].After) != 0)
            {
                x = x.MapAxis(axis, _maps.Of(i, x.Shape[axis]));
            }
        }

        return x;
    }

    /// <summary>Margins of one value around all but the batch; null for others.</summary>
    private static PlanOperation? Lowered(Pad layer, Shape input)
    {
        if (layer.Mode != PaddingMode.Constant || layer.Margins.Any(margin => input.Axis(margin.Axis) == 0))
        {
            return null;
        }

        return new PlanOperation(operands =>
        {
            (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
            Margins margins = AxisMargin.Join(layer.Margins, x.Shape);
            (Tensor kept, Tensor interior) = (margins.Kept(x), margins.Interior(y));
            return () =>
            {
                backend.Fill(y, layer.Value);
                backend.Copy(kept, interior);
            };
        });
    }

    private static AxisMargin[] MarginsOf(LayerSettings settings)
    {
        (IReadOnlyList<int> axes, IReadOnlyList<int> before) = (settings.Ints("axes"), settings.Ints("before"));
        IReadOnlyList<int> after = settings.Ints("after");
        return before.Count == axes.Count && after.Count == axes.Count
            ? [.. axes.Select((axis, i) => new AxisMargin(axis, before[i], after[i]))]
            : throw new FormatException($"{settings.Type}: there are {axes.Count} axes, {before.Count} and {after.Count} margins");
    }
}
