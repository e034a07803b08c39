using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Pooling and its gradients; by default as a reduction over copied windows. All operands are contiguous.</summary>
/// <param name="backend">Whose primitives the default bodies are composed of.</param>
internal class PoolingOperations(Backend backend)
{
    /// <summary>The average of each window.</summary>
    public virtual void Average(in PoolingGeometry g, bool countPadding, Tensor x, Tensor y)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor windows = CopyWindows(scratch, g, x, padding: 0);
        backend.Sum(new Reduction(g.Planes, g.KernelHeight * g.KernelWidth, g.OutHeight * g.OutWidth), windows, y);
        backend.Binary(BinaryOperation.Multiply, Maps(g, y), Weights(scratch, g, countPadding), Maps(g, y));
    }

    /// <summary>The gradient of <see cref="Average"/>.</summary>
    public virtual void AverageGradient(in PoolingGeometry g, bool countPadding, Tensor dy, Tensor dx)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor shares = scratch.Rent([g.Planes, g.OutHeight, g.OutWidth]);
        backend.Binary(BinaryOperation.Multiply, Maps(g, dy), Weights(scratch, g, countPadding), shares);
        Tensor padded = scratch.Rent(PaddedShape(g));
        backend.Fill(padded, 0);
        Tensor windows = WindowsOf(g, padded);
        for (int kh = 0; kh < g.KernelHeight; kh++)
        {
            for (int kw = 0; kw < g.KernelWidth; kw++)
            {
                backend.Accumulate(
                    shares.View([g.Planes, 1, 1, g.OutHeight, g.OutWidth]), windows.Narrowed(1, kh, 1).Narrowed(2, kw, 1));
            }
        }

        backend.Copy(Interior(g, padded), dx.View([g.Planes, g.Height, g.Width]));
    }

    /// <summary>The maximum of each window, and where it stands, as <see cref="MaxGradient"/> of the same backend understands it.</summary>
    /// <param name="g">The windows.</param>
    /// <param name="x">The planes.</param>
    /// <param name="y">The maxima.</param>
    /// <param name="indices">One int32 for each output; null where nobody asks for the gradient.</param>
    public virtual void Max(in PoolingGeometry g, Tensor x, Tensor y, Tensor? indices)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor windows = CopyWindows(scratch, g, x, double.NegativeInfinity);
        backend.Max(new Reduction(g.Planes, g.KernelHeight * g.KernelWidth, g.OutHeight * g.OutWidth), windows, y, indices);
    }

    /// <summary>The gradient of <see cref="Max"/>.</summary>
    public virtual void MaxGradient(in PoolingGeometry g, Tensor dy, Tensor indices, Tensor dx)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor winners = scratch.Rent([g.Planes, g.OutHeight, g.OutWidth]);
        backend.Copy(indices.View(winners.Shape), winners);
        Tensor share = scratch.Rent(winners.Shape);
        Tensor position = scratch.Rent([1, 1, 1]);
        Tensor padded = scratch.Rent(PaddedShape(g));
        backend.Fill(padded, 0);
        Tensor windows = WindowsOf(g, padded);
        for (int k = 0; k < g.KernelHeight * g.KernelWidth; k++)
        {
            backend.Fill(position, k);
            backend.Binary(BinaryOperation.Equal, winners, position.BroadcastTo(share.Shape), share);
            backend.Binary(BinaryOperation.Multiply, share, Maps(g, dy), share);
            backend.Accumulate(
                share.View([g.Planes, 1, 1, g.OutHeight, g.OutWidth]),
                windows.Narrowed(1, k / g.KernelWidth, 1).Narrowed(2, k % g.KernelWidth, 1));
        }

        backend.Copy(Interior(g, padded), dx.View([g.Planes, g.Height, g.Width]));
    }

    private static Shape PaddedShape(in PoolingGeometry g)
        => [g.Planes, g.Height + (2 * g.PaddingHeight), g.Width + (2 * g.PaddingWidth)];

    private static Tensor Maps(in PoolingGeometry g, Tensor y) => y.View([g.Planes, g.OutHeight, g.OutWidth]);

    private static Tensor Interior(in PoolingGeometry g, Tensor padded)
        => padded.Narrowed(1, g.PaddingHeight, g.Height).Narrowed(2, g.PaddingWidth, g.Width);

    private static Tensor WindowsOf(in PoolingGeometry g, Tensor padded)
        => padded.Windows((g.KernelHeight, g.KernelWidth), (g.OutHeight, g.OutWidth), (g.StrideHeight, g.StrideWidth), (1, 1));

    private Tensor CopyWindows(ScratchMemory scratch, in PoolingGeometry g, Tensor x, double padding)
    {
        Tensor padded = scratch.Rent(PaddedShape(g));
        backend.Fill(padded, padding);
        backend.Copy(x.View([g.Planes, g.Height, g.Width]), Interior(g, padded));
        Tensor windows = scratch.Rent([g.Planes, g.KernelHeight, g.KernelWidth, g.OutHeight, g.OutWidth]);
        backend.Copy(WindowsOf(g, padded), windows);
        return windows;
    }

    /// <summary>One over how many positions each output averages, seen for every plane.</summary>
    private Tensor Weights(ScratchMemory scratch, in PoolingGeometry g, bool countPadding)
    {
        var weights = new double[g.OutHeight * g.OutWidth];
        for (int i = 0; i < weights.Length; i++)
        {
            int rows = Covered(i / g.OutWidth * g.StrideHeight, g.KernelHeight, g.PaddingHeight, g.Height, countPadding);
            int columns = Covered(i % g.OutWidth * g.StrideWidth, g.KernelWidth, g.PaddingWidth, g.Width, countPadding);
            weights[i] = 1.0 / (rows * columns);
        }

        Tensor tensor = scratch.Rent([1, g.OutHeight, g.OutWidth]);
        backend.Write<double>(weights, tensor);
        return tensor.BroadcastTo([g.Planes, g.OutHeight, g.OutWidth]);
    }

    private static int Covered(int start, int kernel, int padding, int extent, bool countPadding)
        => countPadding ? kernel : Math.Min(start + kernel, padding + extent) - Math.Max(start, padding);
}
