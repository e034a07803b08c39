using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>How a 2-D pooling walks over its input.</summary>
/// <param name="Kernel">Rows and columns of a window.</param>
/// <param name="Stride">Rows and columns between neighbouring windows.</param>
/// <param name="Padding">Rows and columns added on each side; at most half the kernel.</param>
internal readonly record struct PoolingSettings(Size2d Kernel, Size2d Stride, Size2d Padding)
{
    internal PoolingGeometry GeometryOf(Shape x, string operation)
    {
        if (x.Rank != 4)
        {
            throw new ArgumentException($"{operation} takes an input [N, C, H, W]; it has shape {x}");
        }

        Check();
        long planes = SizeLimits.Product(x[0], x[1]);
        SizeLimits.InRange(planes, 0, SizeLimits.Numbers, "The pooling's", "number of planes");
        return new PoolingGeometry(new((int)planes, x[2], x[3], Kernel.Height, Kernel.Width, Stride.Height, Stride.Width)
        {
            PaddingHeight = Padding.Height,
            PaddingWidth = Padding.Width,
        });
    }

    /// <summary>Judges what does not depend on the input, for a layer that is made.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it.</exception>
    internal void Check()
    {
        const string Owner = "The pooling's";
        _ = new WindowAxis(Owner, "height", new(Kernel.Height, Stride.Height, Padding.Height));
        _ = new WindowAxis(Owner, "width", new(Kernel.Width, Stride.Width, Padding.Width));
        if (Padding.Height > Kernel.Height / 2 || Padding.Width > Kernel.Width / 2)
        {
            throw new ArgumentException($"{Owner} padding {Padding} must be at most half the kernel {Kernel}");
        }
    }
}
