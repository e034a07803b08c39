using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Interop.Keras.Networks;

/// <summary>
/// Convolutions and dense layers; a kernel [height, width, in, out] becomes [out, in, height, width], and one of sequences,
/// [length, in, out], [out, in, 1, length].
/// </summary>
internal static class KerasConvolutions
{
    public static IEnumerable<KeyValuePair<string, Func<KerasCall, KerasValue>>> All =>
    [
        new("Conv1D", Convolution),
        new("Convolution1D", Convolution),
        new("Conv2D", Convolution),
        new("Convolution2D", Convolution),
        new("Conv1DTranspose", Transposed),
        new("Conv2DTranspose", Transposed),
        new("DepthwiseConv1D", Depthwise),
        new("DepthwiseConv2D", Depthwise),
        new("SeparableConv1D", Separable),
        new("SeparableConv2D", Separable),
        new("Dense", Dense),
    ];

    private static KerasValue Convolution(KerasCall call)
    {
        KerasPlanes x = call.Planes(call.X);
        NamedTensor kernel = call.Kernel(0);
        Dimensions size = Dimensions.Of(kernel);
        int groups = call.Extent("groups", call.Whole("groups", 1));
        if ((long)size.In * groups != x.Channels)
        {
            throw call.Unsupported($"its kernel {kernel} is for {(long)size.In * groups} channels, and its input has {x.Channels}");
        }

        bool hasBias = call.Flag("use_bias", true);
        KerasWindow window = KerasWindow.Of(call, x, (size.Height, size.Width));
        SymbolicTensor padded = window.Pad(call, x, out Size2d padding);
        SymbolicTensor y = call.Add(string.Empty, () => Filled(
            new Conv2d(x.Channels, size.Out, (size.Height, size.Width), new Conv2dOptions
            {
                Stride = window.Stride,
                Dilation = window.Dilation,
                Padding = padding,
                Groups = groups,
                Bias = hasBias,
            }),
            Reordered(kernel.ReadSingle(), size),
            hasBias ? call.Vector(1, size.Out) : null), padded);
        return KerasActivations.Of(call, window.Output(x, y, size.Out).ToValue());
    }

    /// <summary>
    /// The gradient of a convolution, whose kernel is [height, width, out, in]: "same" gives stride times the extent, "valid" as much more
    /// as the kernel is larger than the stride.
    /// </summary>
    private static KerasValue Transposed(KerasCall call)
    {
        KerasPlanes x = call.Planes(call.X);
        NamedTensor kernel = call.Kernel(0);
        (int height, int width, int outputs, int inputs) = Dimensions.Of(kernel);
        Size2d stride = call.Pair("strides", 1);
        if (inputs != x.Channels || call.Pair("dilation_rate", 1) != new Size2d(1, 1) || call.Layer.Config["output_padding"] is not null)
        {
            throw call.Unsupported($"its kernel {kernel} for {x.Channels} channels, a dilation or an output padding");
        }

        bool same = call.Text("padding", "valid") == "same";
        (int rows, int columns) = (Math.Max(height - stride.Height, 0), Math.Max(width - stride.Width, 0));
        (int top, int left) = same ? (rows / 2, columns / 2) : (0, 0);
        var window = new TransposedWindow(new SpatialWindow([height, width])
        {
            Stride = [stride.Height, stride.Width],
            Before = [top, left],
            After = same ? [rows - top, columns - left] : [0, 0],
        })
        {
            OutputPadding = [Math.Max(stride.Height - height, 0), Math.Max(stride.Width - width, 0)],
        };
        bool hasBias = call.Flag("use_bias", true);
        float[] numbers = kernel.ReadSingle();
        float[] weight = new float[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            (int rest, int input) = (i / inputs, i % inputs);
            weight[(((input * outputs) + (rest % outputs)) * height * width) + (rest / outputs)] = numbers[i];
        }

        SymbolicTensor y = call.Add(string.Empty, () =>
        {
            var layer = new TransposedConvolution(inputs, outputs, window, 1, hasBias);
            weight.CopyTo(layer.Weight.AsSpan());
            (hasBias ? call.Vector(1, outputs) : []).CopyTo(layer.Bias is null ? [] : layer.Bias.AsSpan());
            return layer;
        }, x.Tensor);
        return KerasActivations.Of(call, (x with
        {
            Tensor = y,
            Channels = outputs,
            Height = (x.Height * stride.Height) + (same ? 0 : rows),
            Width = (x.Width * stride.Width) + (same ? 0 : columns),
        }).ToValue());
    }

    private static KerasValue Depthwise(KerasCall call)
    {
        KerasPlanes x = call.Planes(call.X);
        return KerasActivations.Of(call, Depthwise(call, x, string.Empty, call.Flag("use_bias", true) ? 1 : null).ToValue());
    }

    /// <summary>Output channel c·multiplier + m is filter m of channel c.</summary>
    private static KerasPlanes Depthwise(KerasCall call, KerasPlanes x, string suffix, int? bias)
    {
        NamedTensor kernel = call.Kernel(0);
        Dimensions size = Dimensions.Of(kernel);
        if (size.In != x.Channels)
        {
            throw call.Unsupported($"its kernel {kernel} is for {size.In} channels, and its input has {x.Channels}");
        }

        int outputs = checked(size.In * size.Out);
        KerasWindow window = KerasWindow.Of(call, x, (size.Height, size.Width));
        SymbolicTensor padded = window.Pad(call, x, out Size2d padding);
        float[] numbers = kernel.ReadSingle();
        int positions = size.Height * size.Width;
        float[] weight = new float[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            // i = (position·C + c)·M + m becomes (c·M + m)·positions + position.
            weight[(i % outputs * positions) + (i / outputs)] = numbers[i];
        }

        SymbolicTensor y = call.Add(suffix, () => Filled(
            new Conv2d(x.Channels, outputs, (size.Height, size.Width), new Conv2dOptions
            {
                Stride = window.Stride,
                Dilation = window.Dilation,
                Padding = padding,
                Groups = x.Channels,
                Bias = bias is not null,
            }),
            weight,
            bias is { } place ? call.Vector(place, outputs) : null), padded);
        return window.Output(x, y, outputs);
    }

    private static KerasValue Separable(KerasCall call)
    {
        KerasPlanes middle = Depthwise(call, call.Planes(call.X), "depthwise", bias: null);
        NamedTensor kernel = call.Kernel(1);
        Dimensions size = Dimensions.Of(kernel);
        if ((size.Height, size.Width, size.In) != (1, 1, middle.Channels))
        {
            throw call.Unsupported($"its pointwise kernel is {kernel}, expected one position and {middle.Channels} channels");
        }

        bool hasBias = call.Flag("use_bias", true);
        SymbolicTensor y = call.Add(string.Empty, () => Filled(
            new Conv2d(middle.Channels, size.Out, 1, new Conv2dOptions { Bias = hasBias }),
            Reordered(kernel.ReadSingle(), size),
            hasBias ? call.Vector(2, size.Out) : null), middle.Tensor);
        return KerasActivations.Of(call, (middle with { Tensor = y, Channels = size.Out }).ToValue());
    }

    /// <summary>
    /// A dense layer works on the last dimension, which for planes is a convolution of one pixel. After a flattening, whose numbers stand
    /// in another order here, its weight is reordered instead.
    /// </summary>
    private static KerasValue Dense(KerasCall call)
    {
        KerasValue x = call.X;
        NamedTensor kernel = call.Weight(0, 2);
        (int inputs, int outputs) = ((int)kernel.Shape[0], (int)kernel.Shape[1]);
        if (call.Known(x.Channels) != inputs)
        {
            throw call.Unsupported($"its kernel {kernel} is for {inputs} numbers, and its input has {x.Channels}");
        }

        float[] numbers = kernel.ReadSingle();
        int[]? order = x.Flattened is { } extents ? KerasValue.Order(extents) : null;
        float[] weight = new float[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            (int input, int output) = (i / outputs, i % outputs);
            weight[(output * inputs) + (order is null ? input : order[input])] = numbers[i];
        }

        bool hasBias = call.Flag("use_bias", true);
        float[]? bias = hasBias ? call.Vector(1, outputs) : null;
        SymbolicTensor y = x.IsMoved
            ? call.Add(string.Empty, () => Filled(
                new Conv2d(inputs, outputs, 1, new Conv2dOptions { Bias = hasBias }), weight, bias), x.Tensor)
            : call.Add(string.Empty, () => Filled(new Linear(inputs, outputs, hasBias), weight, bias), x.Tensor);
        return KerasActivations.Of(
            call, x with { Tensor = y, Shape = [.. x.Shape.Take(x.Shape.Count - 1), outputs], Flattened = null });
    }

    /// <summary>[height, width, in, out] as [out, in, height, width].</summary>
    private static float[] Reordered(float[] numbers, Dimensions size)
    {
        int positions = size.Height * size.Width;
        float[] weight = new float[numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            (int rest, int output) = (i / size.Out, i % size.Out);
            weight[(((output * size.In) + (rest % size.In)) * positions) + (rest / size.In)] = numbers[i];
        }

        return weight;
    }

    private static Conv2d Filled(Conv2d layer, float[] weight, float[]? bias)
    {
        weight.CopyTo(layer.Weight.AsSpan());
        bias?.CopyTo(layer.Bias!.AsSpan());
        return layer;
    }

    private static Linear Filled(Linear layer, float[] weight, float[]? bias)
    {
        weight.CopyTo(layer.Weight.AsSpan());
        bias?.CopyTo(layer.Bias!.AsSpan());
        return layer;
    }

    /// <summary>The extents of a kernel.</summary>
    private readonly record struct Dimensions(int Height, int Width, int In, int Out)
    {
        public static Dimensions Of(NamedTensor kernel)
            => new(kernel.Shape.Count == 3 ? 1 : (int)kernel.Shape[0], (int)kernel.Shape[^3], (int)kernel.Shape[^2], (int)kernel.Shape[^1]);
    }
}
