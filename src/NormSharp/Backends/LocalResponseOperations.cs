using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>
/// Local response normalization; by default one primitive at a time, where windows are sums of shifted channels. All operands are
/// contiguous.
/// </summary>
/// <param name="backend">Whose primitives the default bodies are composed of.</param>
internal class LocalResponseOperations(Backend backend)
{
    /// <summary>y = x·(k + α/size·Σx²)^−β over a window of channels, for x [N, C, …].</summary>
    public virtual void Forward(in ResponseWindow window, Tensor x, Tensor y)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor planes = x.AsPlanes();
        Tensor response = Base(scratch, window, planes);
        Power(response, -window.Beta, response);
        backend.Binary(BinaryOperation.Multiply, planes, response, y.AsPlanes());
    }

    /// <summary>The gradient of <see cref="Forward"/>.</summary>
    public virtual void Gradient(in ResponseWindow window, Tensor x, Tensor dy, Tensor dx)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor planes = x.AsPlanes();
        Tensor response = Base(scratch, window, planes);
        Tensor own = scratch.Rent(planes.Shape);
        Power(response, -window.Beta, own);
        backend.Binary(BinaryOperation.Multiply, own, dy.AsPlanes(), own);
        Tensor ratio = scratch.Rent(planes.Shape);
        backend.Binary(BinaryOperation.Multiply, own, planes, ratio);
        backend.Binary(BinaryOperation.Divide, ratio, response, ratio);

        // The channels whose windows hold a channel: the window turned around.
        Tensor others = WindowSums(scratch, ratio, window.After, window.Before);
        backend.Binary(BinaryOperation.Multiply, others, planes, others);
        backend.Accumulate(others, own, -2.0 * window.Alpha * window.Beta / window.Size);
        backend.Copy(own, dx.AsPlanes());
    }

    /// <summary>b = k + α/size·Σx².</summary>
    private Tensor Base(ScratchMemory scratch, in ResponseWindow window, Tensor planes)
    {
        Tensor square = scratch.Rent(planes.Shape);
        backend.Unary(UnaryOperation.Square, planes, square);
        Tensor sums = WindowSums(scratch, square, window.Before, window.After);
        backend.Affine((double)window.Alpha / window.Size, window.K, sums, sums);
        return sums;
    }

    private Tensor WindowSums(ScratchMemory scratch, Tensor planes, int before, int behind)
    {
        Tensor sums = scratch.Rent(planes.Shape);
        backend.Fill(sums, 0);
        int channels = planes.Shape[1];
        for (int shift = -before; shift <= behind; shift++)
        {
            int count = channels - Math.Abs(shift);
            if (count > 0)
            {
                backend.Accumulate(planes.Narrowed(1, Math.Max(shift, 0), count), sums.Narrowed(1, Math.Max(-shift, 0), count));
            }
        }

        return sums;
    }

    private void Power(Tensor x, double exponent, Tensor y)
    {
        backend.Unary(UnaryOperation.Log, x, y);
        backend.Affine(exponent, 0, y, y);
        backend.Unary(UnaryOperation.Exp, y, y);
    }
}
