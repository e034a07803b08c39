using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Tensors;

namespace NormSharp.Interop.Onnx.Networks.Operators;

/// <summary>How windows slide over an image: strides, dilations and padding of convolutions and pooling.</summary>
internal static class WindowSettings
{
    /// <summary>Rows and columns.</summary>
    public static Size2d Pair(this OnnxCall call, string name, int otherwise) => call.Value(name) switch
    {
        null when otherwise > 0 => otherwise,
        long[] and [var rows, var columns] => new Size2d(call.Extent(rows), call.Extent(columns)),
        _ => throw call.Unsupported($"its {name}, expected two numbers"),
    };

    /// <summary>Zeros on each side, the same on opposite sides.</summary>
    public static Size2d Padding(this OnnxCall call, Size2d kernel, Size2d stride, Size2d dilation)
    {
        string mode = call.Text("auto_pad", "NOTSET");
        (int rows, int columns) = (dilation.Height * (kernel.Height - 1), dilation.Width * (kernel.Width - 1));
        switch (mode)
        {
            case "VALID":
                return 0;
            case "NOTSET":
                long[] pads = call.Wholes("pads") ?? [0, 0, 0, 0];
                return pads.Length == 4 && pads[0] == pads[2] && pads[1] == pads[3] && pads[0] is >= 0 and < 1 << 20
                    && pads[1] is >= 0 and < 1 << 20
                    ? new Size2d((int)pads[0], (int)pads[1])
                    : throw call.Unsupported($"padding [{string.Join(", ", pads.Take(8))}], which differs between opposite sides");
            default:
                return stride == new Size2d(1, 1) && rows % 2 == 0 && columns % 2 == 0
                    ? new Size2d(rows / 2, columns / 2)
                    : throw call.Unsupported(
                        $"auto_pad {Printable.Name(mode)} with this kernel and stride, which pads opposite sides differently");
        }
    }
}
