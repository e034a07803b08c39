using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>Convolutions and their transposes, of one, two and three dimensions.</summary>
internal static class ConvolutionOperators
{
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new("Conv", Convolution),
        new("ConvTranspose", Transposed),
    ];

    private static OnnxOperand Convolution(OnnxCall call)
    {
        (OnnxOperand x, OnnxOperand weight) = (call.Operand(0), call.Operand(1));
        int groups = call.Extent(call.Whole("group", 1));
        SpatialWindow window = call.Window(KernelOf(call, x, weight)).For(x);
        if (!AreKnown(call))
        {
            return call.Layer(new OperandConvolution(window, groups), call.Operands);
        }

        (int outChannels, int inChannels) = (call.Extent(weight.Shape[0]), call.Extent((long)weight.Shape[1] * groups));
        bool hasBias = call.Has(2);
        if (window.Rank != 2 || window.Auto != AutoPadding.Explicit)
        {
            var layer = new Convolution(inChannels, outChannels, window, groups, hasBias);
            Fill(call, layer.Weight, layer.Bias);
            return call.Layer(layer, x);
        }

        if (!window.IsPlanar(out Size2d padding))
        {
            x = call.Layer(new Pad2d(window.Before[0], window.After[0], window.Before[1], window.After[1]), x);
            padding = 0;
        }

        var planar = new Conv2d(inChannels, outChannels, WindowCalls.Pair(window.Kernel), Options(window, padding, groups, hasBias));
        Fill(call, planar.Weight, planar.Bias);
        return call.Layer(planar, x);
    }

    private static OnnxOperand Transposed(OnnxCall call)
    {
        (OnnxOperand x, OnnxOperand weight) = (call.Operand(0), call.Operand(1));
        int groups = call.Extent(call.Whole("group", 1));
        SpatialWindow window = call.Window(KernelOf(call, x, weight));
        int[] padding = WindowCalls.Numbers(call, "output_padding", window.Rank, 0);
        var transposed = new TransposedWindow(window) { OutputPadding = padding, Extents = ExtentsOf(call, window.Rank) };
        if (!AreKnown(call))
        {
            return call.Layer(new OperandTransposedConvolution(transposed, groups), call.Operands);
        }

        (int inChannels, int outChannels) = (call.Extent(weight.Shape[0]), call.Extent((long)weight.Shape[1] * groups));
        bool hasBias = call.Has(2);
        if (transposed.Extents.Count == 0 && window.IsPlanar(out Size2d equal))
        {
            var planar = new ConvTranspose2d(
                inChannels,
                outChannels,
                WindowCalls.Pair(window.Kernel),
                Options(window, equal, groups, hasBias),
                WindowCalls.Pair(padding));
            Fill(call, planar.Weight, planar.Bias);
            return call.Layer(planar, x);
        }

        var layer = new TransposedConvolution(inChannels, outChannels, transposed, groups, hasBias);
        Fill(call, layer.Weight, layer.Bias);
        return call.Layer(layer, x);
    }

    /// <summary>The output's extents, where the file says them instead of padding.</summary>
    private static int[] ExtentsOf(OnnxCall call, int rank)
    {
        long[] extents = call.Wholes("output_shape") ?? [];
        return extents.Length == 0 || extents.Length == rank || extents.Length == rank + 2
            ? [.. extents.TakeLast(rank).Select(call.Extent)]
            : throw call.Unsupported($"its output_shape [{string.Join(", ", extents.Take(8))}]");
    }

    private static int[] KernelOf(OnnxCall call, OnnxOperand x, OnnxOperand weight)
    {
        int[] kernel = [.. weight.Shape.Skip(2)];
        long[] said = call.Wholes("kernel_shape") ?? [];
        if (weight.Rank is < 3 or > 5 || x.Rank != weight.Rank
            || (said.Length > 0 && !said.SequenceEqual(kernel.Select(extent => (long)extent))))
        {
            throw call.Unsupported($"an input {x.Shape} with a weight {weight.Shape}, expected 1 to 3 dimensions after the channels");
        }

        return kernel;
    }

    private static bool AreKnown(OnnxCall call)
        => call.Operand(1).Constant is { IsFixed: true } && (!call.Has(2) || call.Operand(2).Constant is { IsFixed: true });

    private static void Fill(OnnxCall call, Tensor weight, Tensor? bias)
    {
        call.Fill(weight, call.Fixed(1));
        call.Fill(bias, call.OptionalFixed(2));
    }

    private static Conv2dOptions Options(SpatialWindow window, Size2d padding, int groups, bool hasBias) => new()
    {
        Stride = WindowCalls.Pair(window.Stride),
        Dilation = WindowCalls.Pair(window.Dilation),
        Padding = padding,
        Groups = groups,
        Bias = hasBias,
    };
}
