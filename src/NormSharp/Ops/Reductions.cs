using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>
/// Sum, mean, variance and maximum over chosen axes (<c>x.Sum([0, 2, 3], keepDim: true)</c>), or over all when none is named.
/// Axes may count from the end.
/// </summary>
public static class Reductions
{
    /// <summary>Positions above this are no longer exact in float32.</summary>

    /// <summary>x − log Σ exp x along the innermost dimension.</summary>
    public static Tensor LogSoftmax(this Tensor x)
    {
        Tape tape = Tape.Of(x);
        x = tape.Operand(x);
        Tensor y = tape.Rent(x.Shape);
        tape.Backend.Softmax.LogSoftmax(Rows(x), Rows(y));
        return tape.NeedsGradient(x) ? tape.Record(y, new LogSoftmaxNode(x, y)) : y;
    }

    /// <summary>exp x / Σ exp x along the innermost dimension.</summary>
    public static Tensor Softmax(this Tensor x) => x.LogSoftmax().Exp();

    private const int LargestExactPosition = 1 << 24;

    /// <summary>Σ x.</summary>
    public static Tensor Sum(this Tensor x, ReadOnlySpan<int> axes = default, bool keepDim = false)
    {
        Tape tape = Tape.Of(x);
        x = tape.View(x);
        int[] over = Reducing.Axes(x.Shape, axes);
        (Tensor source, Reduction extent) = Reducing.Arrange(tape, x, over);
        Tensor y = tape.Rent(Reducing.Reduced(x.Shape, over, keepDim));
        tape.Backend.Sum(extent, source, y);
        return tape.NeedsGradient(x) ? tape.Record(y, new SumNode(x, Reducing.Reduced(x.Shape, over, keepDim: true))) : y;
    }

    /// <summary>Σ x / n, where n counts the elements reduced.</summary>
    public static Tensor Mean(this Tensor x, ReadOnlySpan<int> axes = default, bool keepDim = false)
        => x.Sum(axes, keepDim).Affine(1.0 / Count(x.Shape, axes), 0);

    /// <summary>Σ (x − mean)² / n: the population (biased) variance, which batch normalization normalises with.</summary>
    public static Tensor PopulationVariance(this Tensor x, ReadOnlySpan<int> axes = default, bool keepDim = false)
        => x.SumOfSquaredDeviations(axes, keepDim).Affine(1.0 / Count(x.Shape, axes), 0);

    /// <summary>Σ (x − mean)² / (n − 1): the unbiased variance, which batch normalization stores.</summary>
    /// <exception cref="ArgumentException">Fewer than two elements are reduced to one.</exception>
    public static Tensor UnbiasedVariance(this Tensor x, ReadOnlySpan<int> axes = default, bool keepDim = false)
    {
        int count = Count(x.Shape, axes);
        if (count < 2)
        {
            throw new ArgumentException(
                $"the unbiased variance needs at least 2 elements; the chosen axes of shape {x.Shape} hold {count}");
        }

        return x.SumOfSquaredDeviations(axes, keepDim).Affine(1.0 / (count - 1), 0);
    }

    /// <summary>The largest element; NaN if there is one. The gradient goes to the first of equals.</summary>
    /// <exception cref="ArgumentException">There is nothing to take the maximum of.</exception>
    public static Tensor Max(this Tensor x, ReadOnlySpan<int> axes = default, bool keepDim = false)
    {
        Tape tape = Tape.Of(x);
        x = tape.View(x);
        int[] over = Reducing.Axes(x.Shape, axes);
        (Tensor y, Tensor indices, Reduction extent) = MaxWithIndices(tape, x, over);
        if (extent.Reduce > LargestExactPosition && tape.NeedsGradient(x))
        {
            throw new ArgumentException(
                $"the gradient of a maximum over {extent.Reduce} elements is not supported; at most {LargestExactPosition} are");
        }

        y = y.View(Reducing.Reduced(x.Shape, over, keepDim));
        return tape.NeedsGradient(x) ? tape.Record(y, new MaxNode(x, over, indices, extent)) : y;
    }

    /// <summary>Where the largest element along one axis stands (the first of equals), in row-major order of the other axes.</summary>
    /// <exception cref="ArgumentException">There is nothing to take the maximum of.</exception>
    public static int[] ArgMax(this Tensor x, int axis = -1)
    {
        Tape tape = Tape.Of(x);
        x = tape.View(x);
        (_, Tensor indices, _) = MaxWithIndices(tape, x, [x.Shape.Axis(axis)]);
        var positions = new int[indices.Length];
        tape.Backend.Read<int>(indices, positions);
        return positions;
    }

    /// <summary>
    /// Where the largest element among the chosen axes stands (the first of equals), counted in row-major order of those axes; no gradient.
    /// </summary>
    /// <exception cref="ArgumentException">There is nothing to take the maximum of, or more than float32 can count.</exception>
    public static Tensor ArgMax(this Tensor x, ReadOnlySpan<int> axes, bool keepDim = false)
    {
        Tape tape = Tape.Of(x);
        x = tape.View(x);
        int[] over = Reducing.Axes(x.Shape, axes);
        (_, Tensor indices, Reduction extent) = MaxWithIndices(tape, x, over);
        if (extent.Reduce > LargestExactPosition)
        {
            throw new ArgumentException(
                $"a position among {extent.Reduce} elements is not exact in a tensor; at most {LargestExactPosition} are");
        }

        Tensor y = tape.Rent(Reducing.Reduced(x.Shape, over, keepDim));
        tape.Backend.Copy(indices.View(y.Shape), y);
        return y;
    }

    private static (Tensor Maximum, Tensor Indices, Reduction Extent) MaxWithIndices(Tape tape, Tensor x, int[] over)
    {
        (Tensor source, Reduction extent) = Reducing.Arrange(tape, x, over);
        if (extent.Reduce == 0)
        {
            throw new ArgumentException($"the maximum over axes [{string.Join(", ", over)}] of shape {x.Shape} has nothing to choose from");
        }

        Tensor y = tape.Rent([extent.Outer * extent.Inner]);
        Tensor indices = tape.Rent([y.Length], ElementType.Int32);
        tape.Backend.Max(extent, source, y, indices);
        return (y, indices, extent);
    }

    private static Tensor SumOfSquaredDeviations(this Tensor x, ReadOnlySpan<int> axes, bool keepDim)
    {
        Tensor deviation = x - x.Mean(axes, keepDim: true);
        return deviation.Square().Sum(axes, keepDim);
    }

    private static int Count(Shape shape, ReadOnlySpan<int> axes)
    {
        int count = 1;
        foreach (int axis in Reducing.Axes(shape, axes))
        {
            count *= shape[axis];
        }

        return count;
    }

    private readonly struct SumNode(Tensor x, Shape kept) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor dx = tape.Rent(x.Shape);
            tape.Backend.Copy(dy.View(kept).BroadcastTo(x.Shape), dx);
            tape.Accumulate(x, dx);
        }
    }

    private readonly struct MaxNode(Tensor x, int[] axes, Tensor indices, Reduction extent) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            // The mask of winners: position along the reduced extent equal to the index that won.
            Tensor winners = tape.Rent([extent.Outer, 1, extent.Inner]);
            tape.Backend.Copy(indices.View(winners.Shape), winners);
            Tensor positions = tape.Rent([1, extent.Reduce, 1]);
            tape.Backend.Write<int>(Enumerable.Range(0, extent.Reduce).ToArray(), positions);
            Shape full = [extent.Outer, extent.Reduce, extent.Inner];
            Tensor mask = tape.Rent(full);
            tape.Backend.Binary(BinaryOperation.Equal, winners.BroadcastTo(full), positions.BroadcastTo(full), mask);
            tape.Backend.Binary(BinaryOperation.Multiply, mask, dy.View([extent.Outer, 1, extent.Inner]).BroadcastTo(full), mask);
            tape.Release(winners);
            tape.Release(positions);
            tape.Accumulate(x, InOrderOf(mask));
        }

        /// <summary>Undoes the arrangement that brought the reduced axes together.</summary>
        private Tensor InOrderOf(Tensor arranged)
        {
            bool neighbours = axes.Length > 0 && axes[^1] - axes[0] == axes.Length - 1 && x.IsContiguous;
            if (neighbours || axes.Length == 0)
            {
                return arranged.View(x.Shape);
            }

            int[] order = [.. Enumerable.Range(0, x.Rank).Except(axes), .. axes];
            var extents = new int[x.Rank];
            var inverse = new int[x.Rank];
            for (int d = 0; d < order.Length; d++)
            {
                extents[d] = x.Shape[order[d]];
                inverse[order[d]] = d;
            }

            return arranged.View(Shape.Create(extents)).Permuted(inverse);
        }
    }

    private static Tensor Rows(Tensor x)
        => x.Rank == 2 ? x : x.View([x.Rank == 0 || x.Shape[^1] == 0 ? x.Length : x.Length / x.Shape[^1], x.Rank == 0 ? 1 : x.Shape[^1]]);

    private readonly struct LogSoftmaxNode(Tensor x, Tensor y) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor dx = tape.Rent(x.Shape);
            tape.Backend.Softmax.LogSoftmaxGradient(Rows(y), Rows(dy), Rows(dx));
            tape.Accumulate(x, dx);
        }
    }
}
