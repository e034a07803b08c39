using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends.Composed;

/// <summary>Normalization of rows as the textbook writes it, one operation at a time.</summary>
internal static class ComposedRowNormalization
{
    public static void Forward(Backend backend, in RowNormalization n, Tensor x, Tensor y, Span<double> mean, Span<double> invStd)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor deviation = scratch.Rent(x.Shape);
        Tensor perRow = scratch.Rent([x.Shape[0], 1]);
        mean.Clear();
        if (n.IsCentered)
        {
            RowMeans(backend, x, perRow);
            backend.Read(perRow, mean);
        }

        backend.Binary(BinaryOperation.Subtract, x, PerRow(backend, scratch, mean, x.Shape), deviation);
        Tensor square = scratch.Rent(x.Shape);
        backend.Unary(UnaryOperation.Square, deviation, square);
        RowMeans(backend, square, perRow);
        backend.Affine(1, n.Epsilon, perRow, perRow);
        backend.Unary(UnaryOperation.ReciprocalSqrt, perRow, perRow);
        backend.Read(perRow, invStd);
        backend.Binary(BinaryOperation.Multiply, deviation, perRow.BroadcastTo(x.Shape), deviation);
        backend.Activate(n.Activation, Affine(backend, scratch, n, deviation), y);
    }

    public static void Gradient(
        Backend backend,
        in RowNormalization n,
        Tensor x,
        Tensor y,
        Tensor dy,
        ReadOnlySpan<double> mean,
        ReadOnlySpan<double> invStd,
        Tensor dx,
        Tensor? dGamma,
        Tensor? dBeta)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor scale = PerRow(backend, scratch, invStd, x.Shape);
        Tensor xHat = scratch.Rent(x.Shape);
        backend.Binary(BinaryOperation.Subtract, x, PerRow(backend, scratch, mean, x.Shape), xHat);
        backend.Binary(BinaryOperation.Multiply, xHat, scale, xHat);
        Tensor g = scratch.Rent(x.Shape);
        Tensor product = scratch.Rent(x.Shape);
        backend.ActivationGradient(n.Activation, Affine(backend, scratch, n, xHat), y, dy, g);
        var overRows = new Reduction(1, x.Shape[0], x.Shape[1]);
        if (dBeta is not null)
        {
            backend.Sum(overRows, g, dBeta);
        }

        if (dGamma is not null)
        {
            backend.Binary(BinaryOperation.Multiply, g, xHat, product);
            backend.Sum(overRows, product, dGamma);
        }

        if (n.Gamma is not null)
        {
            backend.Binary(BinaryOperation.Multiply, g, PerPlace(n.Gamma, x.Shape), g);
        }

        backend.Binary(BinaryOperation.Multiply, g, xHat, product);
        Tensor perRow = scratch.Rent([x.Shape[0], 1]);
        RowMeans(backend, product, perRow);
        backend.Binary(BinaryOperation.Multiply, xHat, perRow.BroadcastTo(x.Shape), xHat);
        backend.Binary(BinaryOperation.Subtract, g, xHat, product);
        if (n.IsCentered)
        {
            RowMeans(backend, g, perRow);
            backend.Binary(BinaryOperation.Subtract, product, perRow.BroadcastTo(x.Shape), product);
        }

        backend.Binary(BinaryOperation.Multiply, product, scale, dx);
    }

    private static Tensor Affine(Backend backend, ScratchMemory scratch, in RowNormalization n, Tensor xHat)
    {
        Tensor z = scratch.Rent(xHat.Shape);
        backend.Copy(xHat, z);
        if (n.Gamma is not null)
        {
            backend.Binary(BinaryOperation.Multiply, z, PerPlace(n.Gamma, z.Shape), z);
        }

        if (n.Beta is not null)
        {
            backend.Binary(BinaryOperation.Add, z, PerPlace(n.Beta, z.Shape), z);
        }

        return z;
    }

    private static void RowMeans(Backend backend, Tensor x, Tensor means)
    {
        backend.Sum(new Reduction(x.Shape[0], x.Shape[1], 1), x, means);
        backend.Affine(1.0 / x.Shape[1], 0, means, means);
    }

    private static Tensor PerRow(Backend backend, ScratchMemory scratch, ReadOnlySpan<double> values, Shape rows)
    {
        Tensor tensor = scratch.Rent([values.Length, 1]);
        backend.Write(values, tensor);
        return tensor.BroadcastTo(rows);
    }

    private static Tensor PerPlace(Tensor values, Shape rows) => values.View([1, values.Length]).BroadcastTo(rows);
}
