using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Brings the channels of a tensor to dimension 1, where normalization wants them, whatever dimension they are.</summary>
internal static class ChannelPlanes
{
    /// <summary>
    /// x as [outer, C, inner], where the dimensions before the channels are folded into one and so are those after. A contiguous
    /// tensor is not copied: channels-last [N, H, W, C] becomes [N·H·W, C, 1].
    /// </summary>
    /// <param name="x">A tensor of any shape.</param>
    /// <param name="axis">The dimension of the channels; it may count from the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public static Tensor AsChannelPlanes(this Tensor x, int axis)
    {
        axis = x.Shape.Axis(axis);
        return x.Reshape(Product(x.Shape.AsSpan()[..axis]), x.Shape[axis], Product(x.Shape.AsSpan()[(axis + 1)..]));
    }

    /// <summary>The dimension of the channels, counted from the start.</summary>
    /// <param name="x">The shape of a tensor, of at least 2 dimensions.</param>
    /// <param name="axis">The dimension; it may count from the end.</param>
    /// <param name="channels">The extent that it must have; 0 for any from 1.</param>
    /// <exception cref="ArgumentException">There is no such dimension, or it has another extent.</exception>
    public static int Axis(Shape x, int axis, int channels)
    {
        int found = axis < 0 ? axis + x.Rank : axis;
        if (x.Rank >= 2 && (uint)found < (uint)x.Rank && (x[found] == channels || (channels == 0 && x[found] > 0)))
        {
            return found;
        }

        string extent = channels == 0 ? "C" : channels.ToString(System.Globalization.CultureInfo.InvariantCulture);
        throw new ArgumentException(axis == 1
            ? $"the input must be [N, {extent}, …]"
            : $"the input must have at least 2 dimensions, and {extent} channels in dimension {axis}");
    }

    internal static int Product(ReadOnlySpan<int> extents)
    {
        return SizeLimits.Whole(SizeLimits.Product(extents), "A tensor's", "product of extents");
    }
}
