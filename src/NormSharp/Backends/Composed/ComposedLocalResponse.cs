using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends.Composed;

/// <summary>Local response normalization, one operation at a time: windows are sums of shifted channels.</summary>
internal static class ComposedLocalResponse
{
    public static void Forward(Backend backend, ResponseWindow window, Tensor x, Tensor y)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor planes = x.AsPlanes();
        Tensor response = Base(backend, scratch, window, planes);
        Power(backend, response, -window.Beta, response);
        backend.Binary(BinaryOperation.Multiply, planes, response, y.AsPlanes());
    }

    public static void Gradient(Backend backend, ResponseWindow window, Tensor x, Tensor dy, Tensor dx)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor planes = x.AsPlanes();
        Tensor response = Base(backend, scratch, window, planes);
        Tensor own = scratch.Rent(planes.Shape);
        Power(backend, response, -window.Beta, own);
        backend.Binary(BinaryOperation.Multiply, own, dy.AsPlanes(), own);
        Tensor ratio = scratch.Rent(planes.Shape);
        backend.Binary(BinaryOperation.Multiply, own, planes, ratio);
        backend.Binary(BinaryOperation.Divide, ratio, response, ratio);

        // The channels whose windows hold a channel: the window turned around.
        Tensor others = WindowSums(backend, scratch, ratio, window.Behind, window.Before);
        backend.Binary(BinaryOperation.Multiply, others, planes, others);
        backend.Accumulate(others, own, -2.0 * window.Alpha * window.Beta / window.Size);
        backend.Copy(own, dx.AsPlanes());
    }

    /// <summary>b = k + α/size·Σx².</summary>
    private static Tensor Base(Backend backend, ScratchMemory scratch, ResponseWindow window, Tensor planes)
    {
        Tensor square = scratch.Rent(planes.Shape);
        backend.Unary(UnaryOperation.Square, planes, square);
        Tensor sums = WindowSums(backend, scratch, square, window.Before, window.Behind);
        backend.Affine((double)window.Alpha / window.Size, window.K, sums, sums);
        return sums;
    }

    private static Tensor WindowSums(Backend backend, ScratchMemory scratch, Tensor planes, int before, int behind)
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

    private static void Power(Backend backend, Tensor x, double exponent, Tensor y)
    {
        backend.Unary(UnaryOperation.Log, x, y);
        backend.Affine(exponent, 0, y, y);
        backend.Unary(UnaryOperation.Exp, y, y);
    }
}
