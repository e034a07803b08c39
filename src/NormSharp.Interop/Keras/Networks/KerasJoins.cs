using NormSharp.Layers;
using NormSharp.Primitives;

namespace NormSharp.Interop.Keras.Networks;

/// <summary>What joins several values.</summary>
internal static class KerasJoins
{
    public static IEnumerable<KeyValuePair<string, Func<KerasCall, KerasValue>>> All =>
    [
        new("Add", call => Join(call, values => call.Add(string.Empty, () => new Sum(broadcasts: true), values))),
        new("Multiply", call => Join(call, values => call.Add(string.Empty, () => new Product(), values))),
        new("Subtract", call => Join(call, values => call.Add(string.Empty, () => new BinaryFunction(BinaryOperation.Subtract), values))),
        new("Maximum", call => Join(call, values => call.Add(string.Empty, () => new BinaryFunction(BinaryOperation.Max), values))),
        new("Minimum", call => Join(call, values => call.Add(string.Empty, () => new BinaryFunction(BinaryOperation.Min), values))),
        new("Average", call => Join(call, values => call.Add(
            string.Empty, () => new Affine(1.0 / values.Length, 0), call.Add("sum", () => new Sum(broadcasts: true), values)))),
        new("Concatenate", Concatenate),
    ];

    private static KerasValue Join(KerasCall call, Func<SymbolicTensor[], SymbolicTensor> join)
    {
        IReadOnlyList<KerasValue> values = Alike(call);
        int?[] shape = [.. values[0].Shape];
        foreach (KerasValue value in values)
        {
            if (value.Shape.Count != shape.Length)
            {
                throw call.Unsupported("inputs of different numbers of dimensions");
            }

            for (int d = 0; d < shape.Length; d++)
            {
                shape[d] = (shape[d], value.Shape[d]) switch
                {
                    (1, var other) => other,
                    (var same, 1) => same,
                    (int a, int b) when a != b => throw call.Unsupported($"inputs with extents {a} and {b}"),
                    (var a, var b) => a ?? b,
                };
            }
        }

        return values[0] with { Tensor = join([.. values.Select(value => value.Tensor)]), Shape = shape };
    }

    private static KerasValue Concatenate(KerasCall call)
    {
        IReadOnlyList<KerasValue> values = Alike(call);
        int axis = call.Whole("axis", -1);
        int place = values[0].Place(axis);
        int d = (axis < 0 ? axis + values[0].Shape.Count + 1 : axis) - 1;
        if (d < 0 || values.Any(value => value.Shape.Count != values[0].Shape.Count))
        {
            throw call.Unsupported("the batch as axis, or inputs of different numbers of dimensions");
        }

        int?[] shape = [.. values[0].Shape];
        shape[d] = values.Select(value => value.Shape[d]).Aggregate((sum, next) => sum + next);
        return values[0] with
        {
            Tensor = call.Add(string.Empty, () => new Concatenate(place), [.. values.Select(value => value.Tensor)]),
            Shape = shape,
        };
    }

    /// <summary>The inputs, all with their dimensions in the same order.</summary>
    private static IReadOnlyList<KerasValue> Alike(KerasCall call)
    {
        IReadOnlyList<KerasValue> values = call.AllOrdered;
        return values.Count == 0 ? throw call.Unsupported("no inputs")
            : values.All(value => value.IsMoved == values[0].IsMoved) ? values
            : [.. values.Select(call.Unmoved)];
    }
}
