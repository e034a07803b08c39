using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Keras.Networks;

/// <summary>The windows of a convolution or pooling: where they stand and what is padded around the input.</summary>
/// <param name="Kernel">Rows and columns of a window.</param>
/// <param name="Stride">Rows and columns between windows.</param>
/// <param name="Dilation">Rows and columns between entries of a window.</param>
/// <param name="Same">What "same" pads, or "causal", which is before the first window alone; null for "valid".</param>
internal sealed record KerasWindow(Size2d Kernel, Size2d Stride, Size2d Dilation, Pad2d? Same)
{
    public static KerasWindow Of(KerasCall call, KerasPlanes x, Size2d kernel, string strideName = "strides", Size2d? otherwise = null)
    {
        Size2d stride = call.Layer.Config[strideName] is null && otherwise is { } given ? given : call.Pair(strideName, 1);
        Size2d dilation = call.Pair("dilation_rate", 1);
        Pad2d? same = call.Text("padding", "valid") switch
        {
            "valid" => null,
            "same" => Pad2d.Same((Extent(call, x.Height, stride.Height), Extent(call, x.Width, stride.Width)), kernel, stride, dilation),
            "causal" when call.Layer.IsOfSequences => new Pad2d(0, 0, checked(dilation.Width * (kernel.Width - 1)), 0),
            string other => throw call.Unsupported($"padding \"{Printable.Name(other)}\""),
        };
        return new KerasWindow(kernel, stride, dilation, same);
    }

    /// <summary>Whether opposite sides are padded alike.</summary>
    public bool IsSymmetric => Same is null || (Same.Top == Same.Bottom && Same.Left == Same.Right);

    /// <summary>Rows and columns on each side, where opposite sides are alike.</summary>
    public Size2d Padding => Same is null ? 0 : (Same.Top, Same.Left);

    /// <summary>The input for a layer that pads opposite sides alike by zeros: itself, or with the padding added before.</summary>
    public SymbolicTensor Pad(KerasCall call, KerasPlanes x, out Size2d padding, float value = 0)
    {
        padding = IsSymmetric ? Padding : 0;
        return IsSymmetric
            ? x.Tensor
            : call.Add("pad", () => new Pad2d(Same!.Top, Same.Bottom, Same.Left, Same.Right, value), x.Tensor);
    }

    /// <summary>What the windows give.</summary>
    public KerasPlanes Output(KerasPlanes x, SymbolicTensor y, int channels) => x with
    {
        Tensor = y,
        Channels = channels,
        Height = Count(x.Height, Kernel.Height, Stride.Height, Dilation.Height),
        Width = Count(x.Width, Kernel.Width, Stride.Width, Dilation.Width),
    };

    /// <summary>With a stride of 1 the padding does not depend on the extent.</summary>
    private static int Extent(KerasCall call, int? extent, int stride) => extent ?? (stride == 1 ? 1 : call.Known(extent));

    private int? Count(int? extent, int kernel, int stride, int dilation)
        => Same is null ? (extent - (dilation * (kernel - 1)) - 1) / stride + 1 : (extent + stride - 1) / stride;
}
