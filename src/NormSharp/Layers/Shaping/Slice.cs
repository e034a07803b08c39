using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Entries start, start + step, … before end of some dimensions; bounds may count from the end and lie outside.</summary>
/// <param name="ranges">One a dimension, each at most once.</param>
internal sealed class Slice(IReadOnlyList<SliceRange> ranges) : Module
{
    private readonly SliceRange[] _ranges = [.. ranges];

    internal static LayerDefinition<Slice> Definition { get; } = new()
    {
        Type = nameof(Slice),
        Make = settings => new Slice(RangesOf(settings)),
        Describe = (layer, _) => new JsonObject
        {
            ["axes"] = List(layer, range => range.Axis),
            ["starts"] = List(layer, range => range.Start),
            ["ends"] = List(layer, range => range.End),
            ["steps"] = List(layer, range => range.Step),
        },
        State = _ => StateSize.None,
        Output = (settings, inputs) => RangesOf(settings).Aggregate(
            inputs[0], (shape, range) => shape.With(shape.Axis(range.Axis), range.Of(shape[shape.Axis(range.Axis)]).Count)),
        Lower = (layer, inputs) => Array.TrueForAll(layer._ranges, range => range.Step > 0)
            ? Lowered(layer._ranges) with { IsForOneSample = Array.Exists(layer._ranges, range => inputs[0].Axis(range.Axis) == 0) }
            : null,
    };

    /// <summary>The ranges.</summary>
    public IReadOnlyList<SliceRange> Ranges => _ranges;

    /// <inheritdoc/>
    public override string ToString() => $"Slice({string.Join(", ", _ranges)})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
    {
        foreach (SliceRange range in _ranges)
        {
            int axis = x.Shape.Axis(range.Axis);
            (int start, int count) = range.Of(x.Shape[axis]);
            x = range.Step > 0
                ? x.Slice(axis, start, start + (count == 0 ? 0 : ((count - 1) * range.Step) + 1), range.Step)
                : x.Gather(IndexKind.Entries, Backward(start, count, range.Step), axis);
        }

        return x.Contiguous();
    }

    private static Tensor Backward(int start, int count, int step)
        => Tensor.From([.. Enumerable.Range(0, count).Select(i => (float)(start + (i * step)))], [count]);

    private static SliceRange[] RangesOf(LayerSettings settings)
    {
        (IReadOnlyList<int> axes, IReadOnlyList<int> starts, IReadOnlyList<int> ends, IReadOnlyList<int> steps) =
            (settings.Ints("axes"), settings.Ints("starts"), settings.Ints("ends"), settings.Ints("steps"));
        return starts.Count == axes.Count && ends.Count == axes.Count && steps.Count == axes.Count && !steps.Contains(0)
            ? [.. axes.Select((axis, i) => new SliceRange(axis, starts[i], ends[i], steps[i]))]
            : throw new FormatException($"Slice: {axes.Count} axes, {starts.Count} starts, {ends.Count} ends and {steps.Count} steps, "
                + "expected as many of each and no step of 0");
    }

    private static JsonArray List(Slice layer, Func<SliceRange, int> part)
        => new([.. layer._ranges.Select(range => (JsonNode)part(range))]);

    private static PlanOperation Lowered(SliceRange[] ranges) => new(operands =>
    {
        (Backend backend, Tensor x, Tensor y) = (operands.Backend, operands.Inputs[0], operands.Output);
        foreach (SliceRange range in ranges)
        {
            int axis = x.Shape.Axis(range.Axis);
            (int start, int count) = range.Of(x.Shape[axis]);
            x = x.Narrowed(axis, start, count, range.Step);
        }

        return () => backend.Copy(x, y);
    });
}
