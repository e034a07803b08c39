using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>
/// Normalization by the rows of x [rows, length]; by default as the textbook writes it, one primitive at a time. All operands are
/// contiguous.
/// </summary>
/// <param name="backend">Whose primitives the default bodies are composed of.</param>
internal class RowNormalizationOperations(Backend backend)
{
    /// <summary>
    /// y = f(γ·(x − mean)·invStd + β) with the statistics of each row, which are written: they are the constants' mean and invStd.
    /// </summary>
    public virtual void Forward(in RowNormalizationConstants n, Tensor x, Tensor y)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor deviation = scratch.Rent(x.Shape);
        Tensor perRow = scratch.Rent([x.Shape[0], 1]);
        backend.Fill(perRow, 0);
        if (n.IsCentered)
        {
            RowMeans(x, perRow);
        }

        backend.Copy(perRow, n.Mean.View(perRow.Shape));
        backend.Binary(BinaryOperation.Subtract, x, perRow.BroadcastTo(x.Shape), deviation);
        Tensor square = scratch.Rent(x.Shape);
        backend.Unary(UnaryOperation.Square, deviation, square);
        RowMeans(square, perRow);
        backend.Affine(1, n.Epsilon, perRow, perRow);
        backend.Unary(UnaryOperation.ReciprocalSqrt, perRow, perRow);
        backend.Copy(perRow, n.InvStd.View(perRow.Shape));
        backend.Binary(BinaryOperation.Multiply, deviation, perRow.BroadcastTo(x.Shape), deviation);
        backend.Activate(n.Activation, Affine(scratch, n, deviation), y);
    }

    /// <summary>The gradients of <see cref="Forward"/> by x, and by γ and β where they are asked for; y as it came from there.</summary>
    public virtual void Gradient(in RowNormalizationConstants n, Tensor x, Tensor y, Tensor dy, Tensor dx, Tensor? dGamma, Tensor? dBeta)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor scale = PerRow(scratch, n.InvStd, x.Shape);
        Tensor xHat = scratch.Rent(x.Shape);
        backend.Binary(BinaryOperation.Subtract, x, PerRow(scratch, n.Mean, x.Shape), xHat);
        backend.Binary(BinaryOperation.Multiply, xHat, scale, xHat);
        Tensor g = scratch.Rent(x.Shape);
        Tensor product = scratch.Rent(x.Shape);
        backend.ActivationGradient(n.Activation, Affine(scratch, n, xHat), y, dy, g);
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
        RowMeans(product, perRow);
        backend.Binary(BinaryOperation.Multiply, xHat, perRow.BroadcastTo(x.Shape), xHat);
        backend.Binary(BinaryOperation.Subtract, g, xHat, product);
        if (n.IsCentered)
        {
            RowMeans(g, perRow);
            backend.Binary(BinaryOperation.Subtract, product, perRow.BroadcastTo(x.Shape), product);
        }

        backend.Binary(BinaryOperation.Multiply, product, scale, dx);
    }

    private Tensor Affine(ScratchMemory scratch, in RowNormalizationConstants n, Tensor xHat)
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

    private void RowMeans(Tensor x, Tensor means)
    {
        backend.Sum(new Reduction(x.Shape[0], x.Shape[1], 1), x, means);
        backend.Affine(1.0 / x.Shape[1], 0, means, means);
    }

    private Tensor PerRow(ScratchMemory scratch, Tensor values, Shape rows)
    {
        Tensor tensor = scratch.Rent([values.Length, 1]);
        backend.Copy(values.View(tensor.Shape), tensor);
        return tensor.BroadcastTo(rows);
    }

    private static Tensor PerPlace(Tensor values, Shape rows) => values.View([1, values.Length]).BroadcastTo(rows);
}
