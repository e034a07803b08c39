using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>How windows walk: strides, dilations and padding of convolutions and pooling, of any rank.</summary>
internal static class WindowCalls
{
    /// <summary>The windows of a node.</summary>
    /// <param name="call">The node.</param>
    /// <param name="kernel">Entries of a window.</param>
    public static SpatialWindow Window(this OnnxCall call, IReadOnlyList<int> kernel)
    {
        string mode = call.Text("auto_pad", "NOTSET");
        AutoPadding auto = mode switch
        {
            "NOTSET" or "" or "VALID" => AutoPadding.Explicit,
            "SAME_UPPER" => AutoPadding.SameUpper,
            "SAME_LOWER" => AutoPadding.SameLower,
            _ => throw call.Unsupported($"auto_pad {Printable.Name(mode)}"),
        };
        int rank = kernel.Count;
        int[] pads = mode is "NOTSET" or "" ? Numbers(call, "pads", 2 * rank, 0) : new int[2 * rank];
        return new SpatialWindow(kernel)
        {
            Stride = Numbers(call, "strides", rank, 1),
            Dilation = Numbers(call, "dilations", rank, 1),
            Before = pads[..rank],
            After = pads[rank..],
            Auto = auto,
            Ceil = call.Whole("ceil_mode", 0) != 0,
        };
    }

    /// <summary>The windows of a node whose setting says how large they are.</summary>
    public static SpatialWindow Window(this OnnxCall call)
        => call.Window([.. (call.Wholes("kernel_shape") ?? throw call.Unsupported("no kernel_shape")).Select(call.Extent)]);

    /// <summary>
    /// The same windows with padding that is given, where it does not depend on dimensions that are not fixed; without rounding up where
    /// nothing is rounded.
    /// </summary>
    public static SpatialWindow For(this SpatialWindow window, OnnxOperand x)
    {
        window.CheckRank(x.Shape, "the operator");
        bool isFixed = x.Shapes.First.Skip(2).SequenceEqual(x.Shapes.Second.Skip(2));
        if (window.Auto != AutoPadding.Explicit && (isFixed || window.Stride.All(stride => stride == 1)))
        {
            AxisWindow[] along = [.. Enumerable.Range(0, window.Rank).Select(d => window.Along(d, x.Shape[d + 2]))];
            window = window with
            {
                Auto = AutoPadding.Explicit,
                Before = [.. along.Select(axis => axis.Before)],
                After = [.. along.Select(axis => axis.After)],
            };
        }

        SpatialWindow floor = window with { Ceil = false };
        return isFixed && window.Ceil && floor.OutputOf(x.Shape, "the operator") == window.OutputOf(x.Shape, "the operator")
            ? floor
            : window;
    }

    /// <summary>Whether windows are of planes, with as much padding on opposite sides.</summary>
    public static bool IsPlanar(this SpatialWindow window, out Size2d padding)
    {
        padding = window.Rank == 2 ? (window.Before[0], window.Before[1]) : 0;
        return window.Rank == 2 && window.Auto == AutoPadding.Explicit && window.Before.SequenceEqual(window.After);
    }

    /// <summary>Two numbers as rows and columns.</summary>
    public static Size2d Pair(IReadOnlyList<int> numbers) => (numbers[0], numbers[1]);

    /// <summary>Whole numbers of a setting.</summary>
    public static int[] Numbers(OnnxCall call, string name, int count, int otherwise)
    {
        if (call.Wholes(name) is not { Length: > 0 } numbers)
        {
            return [.. Enumerable.Repeat(otherwise, count)];
        }

        return numbers.Length == count && numbers.All(number => number is >= 0 and <= 1 << 20)
            ? [.. numbers.Select(number => (int)number)]
            : throw call.Unsupported($"its {name} [{string.Join(", ", numbers.Take(8))}], expected {count} numbers from 0");
    }
}
