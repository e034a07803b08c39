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

        if (Kernel.Height < 1 || Kernel.Width < 1 || Stride.Height < 1 || Stride.Width < 1)
        {
            throw new ArgumentException($"{operation}: kernel {Kernel} and stride {Stride} must be at least 1");
        }

        if (Padding.Height < 0 || Padding.Width < 0 || 2 * Padding.Height > Kernel.Height || 2 * Padding.Width > Kernel.Width)
        {
            throw new ArgumentException($"{operation}: padding {Padding} must be between 0 and half the kernel {Kernel}");
        }

        if (x[2] + (2 * Padding.Height) < Kernel.Height || x[3] + (2 * Padding.Width) < Kernel.Width)
        {
            throw new ArgumentException($"{operation}: the input {x} with padding {Padding} is smaller than the window {Kernel}");
        }

        return new PoolingGeometry(checked(x[0] * x[1]), x[2], x[3], Kernel.Height, Kernel.Width, Stride.Height, Stride.Width)
        {
            PaddingHeight = Padding.Height,
            PaddingWidth = Padding.Width,
        };
    }
}
