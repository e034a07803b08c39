using NormSharp.Primitives;

namespace NormSharp.Kernels.Pooling;

/// <summary>The inputs of one output, clipped to the plane: rows Top to Bottom and columns Left to Right, the ends exclusive.</summary>
internal readonly struct PoolingWindow
{
    public PoolingWindow(in PoolingGeometry g, int outRow, int outColumn)
    {
        int top = (outRow * g.StrideHeight) - g.PaddingHeight;
        int left = (outColumn * g.StrideWidth) - g.PaddingWidth;
        Top = int.Max(top, 0);
        Left = int.Max(left, 0);
        Bottom = int.Min(top + g.KernelHeight, g.Height);
        Right = int.Min(left + g.KernelWidth, g.Width);
    }

    public int Top { get; }

    public int Bottom { get; }

    public int Left { get; }

    public int Right { get; }

    /// <summary>Inputs in the window; padding is not counted.</summary>
    public int Count => (Bottom - Top) * (Right - Left);
}
