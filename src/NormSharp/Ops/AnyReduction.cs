using NormSharp.Autograd;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Reductions by name, composed of sums and maxima.</summary>
internal static class AnyReduction
{
    /// <summary>Reduces chosen axes, or all where none is named.</summary>
    public static Tensor Reduce(this Tensor x, ReductionKind kind, ReadOnlySpan<int> axes, bool keepDim)
    {
        int[] over = Reducing.Axes(x.Shape, axes);
        if (Array.Exists(over, axis => x.Shape[axis] == 0))
        {
            return OfNothing(x, kind, Reducing.Reduced(x.Shape, over, keepDim));
        }

        switch (kind)
        {
            case ReductionKind.Sum:
                return x.Sum(axes, keepDim);
            case ReductionKind.Mean:
                return x.Mean(axes, keepDim);
            case ReductionKind.Max:
                return x.Max(axes, keepDim);
            case ReductionKind.Min:
                return -(-x).Max(axes, keepDim);
            case ReductionKind.Product:
                return Product(x, over).Reshape(Reducing.Reduced(x.Shape, over, keepDim).AsSpan());
            case ReductionKind.SumOfSquares:
                return x.Square().Sum(axes, keepDim);
            case ReductionKind.L1:
                return x.Abs().Sum(axes, keepDim);
            case ReductionKind.L2:
                return x.Square().Sum(axes, keepDim).Sqrt();
            case ReductionKind.LogOfSum:
                return x.Sum(axes, keepDim).Log();
            default:
                Tensor largest = x.Max(axes, keepDim: true);
                Tensor sum = (x - largest).Exp().Sum(axes, keepDim: true).Log() + largest;
                return sum.Reshape(Reducing.Reduced(x.Shape, over, keepDim).AsSpan());
        }
    }

    /// <summary>Multiplies one half of an axis by the other until one entry is left.</summary>
    private static Tensor Product(Tensor x, int[] axes)
    {
        foreach (int axis in axes)
        {
            while (x.Shape[axis] > 1)
            {
                int half = x.Shape[axis] / 2;
                Tensor product = x.Slice(axis, 0, half) * x.Slice(axis, half, 2 * half);
                x = x.Shape[axis] == 2 * half
                    ? product
                    : Views.Concat(axis, product, x.Slice(axis, 2 * half, x.Shape[axis]));
            }
        }

        return x;
    }

    private static Tensor OfNothing(Tensor x, ReductionKind kind, Shape shape)
    {
        Tape tape = Tape.Of(x);
        Tensor y = tape.Rent(shape);
        tape.Backend.Fill(y, kind switch
        {
            ReductionKind.Max or ReductionKind.LogOfSum or ReductionKind.LogSumExp => double.NegativeInfinity,
            ReductionKind.Min => double.PositiveInfinity,
            ReductionKind.Product => 1,
            ReductionKind.Mean => double.NaN,
            _ => 0,
        });
        return y;
    }
}
