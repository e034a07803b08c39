using NormSharp.Interop.Files;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Keras.Networks;

/// <summary>Normalizations, and what scales inputs.</summary>
internal static class KerasNormalizations
{
    /// <summary>What Keras's Normalization divides by at least.</summary>
    private const double LeastDeviation = 1e-7;

    public static IEnumerable<KeyValuePair<string, Func<KerasCall, KerasValue>>> All =>
    [
        new("BatchNormalization", Batch),
        new("SyncBatchNormalization", Batch),
        new("BatchNormalizationV1", Batch),
        new("BatchNormalizationV2", Batch),
        new("LayerNormalization", Layer),
        new("GroupNormalization", Group),
        new("Rescaling", Rescaling),
        new("Normalization", Normalization),
    ];

    /// <summary>Momentum is the weight of the old value; the variance is the population's.</summary>
    private static KerasValue Batch(KerasCall call)
    {
        if (call.Flag("renorm", false))
        {
            throw call.Unsupported("renorm");
        }

        KerasValue x = call.Ordered;
        int[] axes = call.Wholes("axis") ?? [-1];
        int axis = axes is [var only] ? x.Place(only) : throw call.Unsupported($"{axes.Length} axes, expected one");
        (bool scales, bool centers) = (call.Flag("scale", true), call.Flag("center", true));
        int first = (scales ? 1 : 0) + (centers ? 1 : 0);
        int channels = (int)call.Weight(first, 1).Count;
        BatchNormOptions options = BatchNormConvention.Keras.ToOptions(call.Real("momentum", 0.99), call.Real("epsilon", 1e-3), axis) with
        {
            Affine = scales || centers,
        };
        SymbolicTensor y = call.Add(string.Empty, () =>
        {
            var layer = new BatchNorm(channels, options);
            Fill(layer.Gamma, scales ? call.Vector(0, channels) : null);
            Fill(layer.Beta, centers ? call.Vector(scales ? 1 : 0, channels) : null);
            Fill(layer.RunningMean, call.Vector(first, channels));
            Fill(layer.RunningVariance, call.Vector(first + 1, channels));
            return layer;
        }, x.Tensor);
        return x with { Tensor = y };
    }

    /// <summary>Over the last dimension, the channels, which have to stand last for it.</summary>
    private static KerasValue Layer(KerasCall call)
    {
        KerasValue x = call.Unmoved(call.X);
        int channels = Channels(call, x);
        (bool scales, bool centers) = (call.Flag("scale", true), call.Flag("center", true));
        SymbolicTensor y = call.Add(string.Empty, () =>
        {
            var layer = new LayerNorm([channels], new LayerNormOptions
            {
                Epsilon = call.Real("epsilon", 1e-3),
                Affine = scales || centers,
                Bias = centers,
            });
            Fill(layer.Gamma, scales ? call.Vector(0, channels) : null);
            Fill(layer.Beta, centers ? call.Vector(scales ? 1 : 0, channels) : null);
            return layer;
        }, x.Tensor);
        return x with { Tensor = y };
    }

    private static KerasValue Group(KerasCall call)
    {
        KerasValue x = call.Ordered;
        int channels = Channels(call, x);
        if (x.Shape.Count > 1 && !x.IsMoved)
        {
            throw call.Unsupported("channels in the last of several dimensions that are no planes");
        }

        (bool scales, bool centers) = (call.Flag("scale", true), call.Flag("center", true));
        int groups = call.Whole("groups", 32) is -1 ? channels : call.Whole("groups", 32);
        SymbolicTensor y = call.Add(string.Empty, () =>
        {
            var layer = new GroupNorm(groups, channels, new GroupNormOptions
            {
                Epsilon = call.Real("epsilon", 1e-3),
                Affine = scales || centers,
            });
            Fill(layer.Gamma, scales ? call.Vector(0, channels) : null);
            Fill(layer.Beta, centers ? call.Vector(scales ? 1 : 0, channels) : null);
            return layer;
        }, x.Tensor);
        return x with { Tensor = y };
    }

    /// <summary>The last extent, where the layer's axis is the last.</summary>
    private static int Channels(KerasCall call, KerasValue x)
        => call.Wholes("axis") is not { } axes || (axes is [var axis] && x.Place(axis) == x.Place(-1))
        ? call.Known(x.Channels)
        : throw call.Unsupported("an axis other than the last");

    private static KerasValue Rescaling(KerasCall call)
    {
        float[] scale = Numbers(call, "scale") ?? throw call.Unsupported("no scale");
        float[] offset = Numbers(call, "offset") ?? [0];
        return Affine(call, call.Ordered, offset: offset, scale: scale, offsetFirst: false);
    }

    /// <summary>(x − mean)/max(√variance, 1e-7), along the last axis.</summary>
    private static KerasValue Normalization(KerasCall call)
    {
        KerasValue x = call.Ordered;
        if (call.Wholes("axis") is { } axes && (axes is not [var axis] || x.Place(axis) != x.Place(-1)))
        {
            throw call.Unsupported("an axis other than the last");
        }

        if (call.Flag("invert", false))
        {
            throw call.Unsupported("invert");
        }

        float[] mean = Numbers(call, "mean") ?? Adapted(call, 0);
        float[] variance = Numbers(call, "variance") ?? Adapted(call, 1);
        return Affine(
            call,
            x,
            offset: [.. mean.Select(value => -value)],
            scale: [.. variance.Select(value => (float)(1 / Math.Max(Math.Sqrt(value), LeastDeviation)))],
            offsetFirst: true);
    }

    private static float[] Adapted(KerasCall call, int place) => place < call.Layer.Weights.Count
        && call.Layer.Weights[place].Count == (call.Ordered.Channels ?? -1)
        ? call.Layer.Weights[place].ReadSingle()
        : throw call.Unsupported("the file does not hold its mean and variance, one for each channel");

    /// <summary>One number for all, or one for each entry of Keras's last dimension.</summary>
    private static KerasValue Affine(KerasCall call, KerasValue x, float[] offset, float[] scale, bool offsetFirst)
    {
        SymbolicTensor y = x.Tensor;
        y = offsetFirst ? Shift(y) : y;
        y = call.Add("scale", () => new Product(), y, Constant("factor", scale));
        return x with { Tensor = offsetFirst ? y : Shift(y) };

        SymbolicTensor Shift(SymbolicTensor value) => offset.All(number => number == 0)
            ? value
            : call.Add("shift", () => new Sum(broadcasts: true), value, Constant("offset", offset));

        SymbolicTensor Constant(string name, float[] numbers)
        {
            if (numbers.Length != 1 && numbers.Length != x.Channels)
            {
                throw call.Unsupported($"{numbers.Length} numbers for {x.Channels} channels");
            }

            int[] shape = [.. Enumerable.Repeat(1, x.StoredRank)];
            shape[x.Place(-1)] = numbers.Length;
            return call.Add(name, () => new Constant(Tensor.From(numbers, Shape.Create(shape))));
        }
    }

    private static float[]? Numbers(KerasCall call, string name)
    {
        switch (call.Layer.Config[name])
        {
            case null:
                return null;
            case System.Text.Json.Nodes.JsonArray array:
                return [.. Leaves(array)];
            default:
                return [(float)call.Real(name, 0)];
        }

        IEnumerable<float> Leaves(System.Text.Json.Nodes.JsonArray array) => array.SelectMany(item => item switch
        {
            System.Text.Json.Nodes.JsonArray inner => Leaves(inner),
            System.Text.Json.Nodes.JsonValue value when value.TryGetValue(out double number) => [(float)number],
            _ => throw call.Unsupported($"{name} is {Printable.Name(array.ToJsonString())}, expected numbers"),
        });
    }

    private static void Fill(Tensor? target, float[]? numbers)
    {
        if (target is not null && numbers is not null)
        {
            numbers.CopyTo(target.AsSpan());
        }
    }
}
