using NormSharp.Interop.Files;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Interop.Keras.Networks;

/// <summary>What makes planes smaller or larger, and sequences shorter or longer.</summary>
internal static class KerasPooling
{
    public static IEnumerable<KeyValuePair<string, Func<KerasCall, KerasValue>>> All =>
    [
        .. OfBoth(["MaxPooling", "MaxPool"], MaxPool),
        .. OfBoth(["AveragePooling", "AvgPool"], AveragePool),
        .. OfBoth(["GlobalAveragePooling", "GlobalAvgPool"], call => Global(call, GlobalAverage)),
        .. OfBoth(["GlobalMaxPooling", "GlobalMaxPool"], call => Global(call, GlobalMax)),
        .. OfBoth(["ZeroPadding"], Padding),
        .. OfBoth(["Cropping"], Cropping),
        .. OfBoth(["UpSampling"], Upsample),
    ];

    /// <summary>The classes of sequences and of planes, under all their names.</summary>
    private static IEnumerable<KeyValuePair<string, Func<KerasCall, KerasValue>>> OfBoth(
        string[] names, Func<KerasCall, KerasValue> make)
        => names.SelectMany(name => (string[])[$"{name}1D", $"{name}2D"]).Select(
            name => new KeyValuePair<string, Func<KerasCall, KerasValue>>(name, make));

    private static KerasValue MaxPool(KerasCall call)
    {
        KerasPlanes x = call.Planes(call.X);
        KerasWindow window = Window(call, x);
        SymbolicTensor padded = window.Pad(call, x, out Size2d padding, float.NegativeInfinity);
        SymbolicTensor y = call.Add(string.Empty, () => new MaxPool2d(window.Kernel, window.Stride, padding), padded);
        return window.Output(x, y, x.Channels).ToValue();
    }

    /// <summary>
    /// Padding does not count in the mean. Where it differs between the sides, the sum of each window, divided by the size of a whole one,
    /// is multiplied by what is missing.
    /// </summary>
    private static KerasValue AveragePool(KerasCall call)
    {
        KerasPlanes x = call.Planes(call.X);
        KerasWindow window = Window(call, x);
        SymbolicTensor padded = window.Pad(call, x, out Size2d padding);
        SymbolicTensor y = call.Add(
            string.Empty, () => new AveragePool2d(window.Kernel, window.Stride, padding, countPadding: !window.IsSymmetric), padded);
        KerasPlanes output = window.Output(x, y, x.Channels);
        if (!window.IsSymmetric)
        {
            SymbolicTensor factors = call.Add("factors", () => new Constant(Factors(call, x, window)));
            output = output with { Tensor = call.Add("scaled", () => new Product(), y, factors) };
        }

        return output.ToValue();
    }

    /// <summary>For each window its size by how much of it lies in the input.</summary>
    private static Tensor Factors(KerasCall call, KerasPlanes x, KerasWindow window)
    {
        KerasPlanes output = window.Output(x, x.Tensor, x.Channels);
        (int height, int width) = (call.Known(output.Height), call.Known(output.Width));
        float[] factors = new float[checked(height * width)];
        for (int i = 0; i < factors.Length; i++)
        {
            int rows = Inside(i / width, window.Stride.Height, window.Same!.Top, window.Kernel.Height, call.Known(x.Height));
            int columns = Inside(i % width, window.Stride.Width, window.Same.Left, window.Kernel.Width, call.Known(x.Width));
            factors[i] = (float)((double)window.Kernel.Height * window.Kernel.Width / ((double)rows * columns));
        }

        return Tensor.From(factors, [1, 1, height, width]);
    }

    private static int Inside(int place, int stride, int before, int kernel, int extent)
    {
        int start = (place * stride) - before;
        return Math.Min(start + kernel, extent) - Math.Max(start, 0);
    }

    private static KerasValue Global(KerasCall call, Func<KerasCall, KerasPlanes, SymbolicTensor> pool)
    {
        KerasPlanes x = call.Planes(call.X);
        SymbolicTensor y = pool(call, x);
        return call.Flag("keepdims", false)
            ? (x with { Tensor = y, Height = 1, Width = 1 }).ToValue()
            : new KerasValue(call.Add("flatten", () => new Flatten(), y), [x.Channels]);
    }

    private static SymbolicTensor GlobalAverage(KerasCall call, KerasPlanes x)
        => call.Add(string.Empty, () => new GlobalAveragePool2d(), x.Tensor);

    private static SymbolicTensor GlobalMax(KerasCall call, KerasPlanes x)
        => call.Add(string.Empty, () => new Reduce(ReductionKind.Max, [2, 3], keepsDimensions: true), x.Tensor);

    private static KerasValue Padding(KerasCall call)
    {
        KerasPlanes x = call.Planes(call.X);
        int[] margins = Margins(call, "padding", [1]);
        SymbolicTensor y = call.Add(string.Empty, () => new Pad2d(margins[0], margins[1], margins[2], margins[3]), x.Tensor);
        return (x with { Tensor = y, Height = x.Height + margins[0] + margins[1], Width = x.Width + margins[2] + margins[3] }).ToValue();
    }

    private static KerasValue Cropping(KerasCall call)
    {
        KerasPlanes x = call.Planes(call.X);
        int[] margins = Margins(call, "cropping", call.Layer.IsOfSequences ? [1] : [0]);
        SymbolicTensor y = call.Add(
            string.Empty,
            () => new Slice([Range(2, margins[0], margins[1]), Range(3, margins[2], margins[3])]),
            x.Tensor);
        return (x with { Tensor = y, Height = x.Height - margins[0] - margins[1], Width = x.Width - margins[2] - margins[3] }).ToValue();

        static SliceRange Range(int axis, int before, int after) => new(axis, before, after == 0 ? int.MaxValue : -after);
    }

    /// <summary>Above, below, left and right; of a sequence, before and after.</summary>
    private static int[] Margins(KerasCall call, string name, int[] otherwise)
    {
        int[] margins = (call.Wholes(name) ?? otherwise) switch
        {
            [var both] when call.Layer.IsOfSequences => [0, 0, both, both],
            [var before, var after] when call.Layer.IsOfSequences => [0, 0, before, after],
            [var both] => [both, both, both, both],
            [var rows, var columns] => [rows, rows, columns, columns],
            { Length: 4 } all when !call.Layer.IsOfSequences => all,
            var other => throw call.Unsupported(
                $"{name} has {other.Length} numbers, expected {(call.Layer.IsOfSequences ? "1 or 2" : "1, 2 or 4")}"),
        };
        return margins.All(margin => margin is >= 0 and <= 1 << 20)
            ? margins
            : throw call.Unsupported($"{name} [{string.Join(", ", margins)}]");
    }

    private static KerasValue Upsample(KerasCall call)
    {
        KerasPlanes x = call.Planes(call.X);
        Size2d factor = call.Pair("size", 2);
        SymbolicTensor y = call.Text("interpolation", "nearest") switch
        {
            "nearest" => call.Add(string.Empty, () => new Upsample2d(factor), x.Tensor),
            "bilinear" => call.Add(string.Empty, () => new Resize(new ResizePlan
            {
                Axes = [2, 3],
                Scales = [factor.Height, factor.Width],
                Interpolation = new Interpolation { Mode = ResizeMode.Linear },
            }), x.Tensor),
            string other => throw call.Unsupported($"interpolation \"{Printable.Name(other)}\""),
        };
        return (x with { Tensor = y, Height = x.Height * factor.Height, Width = x.Width * factor.Width }).ToValue();
    }

    private static KerasWindow Window(KerasCall call, KerasPlanes x)
    {
        Size2d kernel = call.Pair("pool_size", 2);
        return KerasWindow.Of(call, x, kernel, "strides", kernel);
    }
}
