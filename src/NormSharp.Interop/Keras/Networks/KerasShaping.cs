using NormSharp.Layers;

namespace NormSharp.Interop.Keras.Networks;

/// <summary>What changes shapes only.</summary>
internal static class KerasShaping
{
    public static IEnumerable<KeyValuePair<string, Func<KerasCall, KerasValue>>> All =>
    [
        new("Flatten", Flatten),
        new("Reshape", Reshape),
        new("Permute", Permute),
    ];

    /// <summary>The network flattens in its own order of dimensions; who reads the value is told.</summary>
    private static KerasValue Flatten(KerasCall call)
    {
        KerasValue x = call.Ordered;
        if (call.Layer.Config["data_format"] is not null && !call.IsChannelsLast && x.Shape.Count > 1)
        {
            // Keras moves the channels to the end first.
            throw call.Unsupported("data_format channels_first");
        }

        int? length = x.Shape.Aggregate((int?)1, (product, extent) => checked(product * extent));
        bool keepsOrder = !x.IsMoved || x.Channels == 1 || x.Shape.Take(x.Shape.Count - 1).All(extent => extent == 1);
        if (length is null && !keepsOrder)
        {
            (x, keepsOrder) = (call.Unmoved(x), true);
        }

        return new KerasValue(call.Add(string.Empty, () => new NormSharp.Layers.Flatten(), x.Tensor), [length])
        {
            Flattened = keepsOrder ? null : [.. x.Shape.Select(call.Known)],
        };
    }

    private static KerasValue Reshape(KerasCall call)
    {
        KerasValue x = call.Unmoved(call.X);
        int[] target = call.Wholes("target_shape") ?? throw call.Unsupported("no target_shape");
        int? total = x.Shape.Aggregate((int?)1, (product, extent) => checked(product * extent));
        if (target.Length is 0 or > 8 || target.Any(extent => extent is < -1 or 0) || target.Count(extent => extent == -1) > 1)
        {
            throw call.Unsupported($"the target [{string.Join(", ", target.Take(9))}]");
        }

        int known = target.Where(extent => extent > 0).Aggregate(1, (product, extent) => checked(product * extent));
        if (total is { } numbers && (numbers % known != 0 || (numbers != known && !target.Contains(-1))))
        {
            throw call.Unsupported($"{numbers} numbers as [{string.Join(", ", target)}]");
        }

        int?[] shape = [.. target.Select(extent => extent > 0 ? extent : total / known)];
        return new KerasValue(
            call.Add(string.Empty, () => new NormSharp.Layers.Reshape([NormSharp.Layers.Reshape.Kept, .. target]), x.Tensor), shape);
    }

    private static KerasValue Permute(KerasCall call)
    {
        KerasValue x = call.Unmoved(call.X);
        int[] order = call.Wholes("dims") ?? throw call.Unsupported("no dims");
        if (!order.Order().SequenceEqual(Enumerable.Range(1, x.Shape.Count)))
        {
            throw call.Unsupported($"dims [{string.Join(", ", order.Take(9))}]");
        }

        SymbolicTensor y = call.Add(string.Empty, () => new NormSharp.Layers.Permute([0, .. order]), x.Tensor);
        return new KerasValue(y, [.. order.Select(d => x.Shape[d - 1])]);
    }
}
