using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>What the reductions share: how chosen axes of a tensor become the middle of [outer, reduce, inner].</summary>
internal static class Reducing
{
    /// <summary>The axes counted from the start, in ascending order; all of them when none is named.</summary>
    public static int[] Axes(Shape shape, ReadOnlySpan<int> axes)
    {
        if (axes.IsEmpty)
        {
            return Enumerable.Range(0, shape.Rank).ToArray();
        }

        int[] result = new int[axes.Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = shape.Axis(axes[i]);
        }

        Array.Sort(result);
        if (result.Distinct().Count() != result.Length)
        {
            throw new ArgumentException($"[{string.Join(", ", axes.ToArray())}] names an axis of shape {shape} twice", nameof(axes));
        }

        return result;
    }

    /// <summary>The shape with the axes reduced to 1, or left out.</summary>
    public static Shape Reduced(Shape shape, int[] axes, bool keepDim)
    {
        var extents = new List<int>();
        for (int d = 0; d < shape.Rank; d++)
        {
            if (!axes.Contains(d))
            {
                extents.Add(shape[d]);
            }
            else if (keepDim)
            {
                extents.Add(1);
            }
        }

        return Shape.Create([.. extents]);
    }

    /// <summary>
    /// A contiguous tensor whose reduced axes are neighbours, and how it is to be reduced; copies only where they are not.
    /// </summary>
    public static (Tensor Source, Reduction Extent) Arrange(Tape tape, Tensor x, ReadOnlySpan<int> axes)
    {
        if (axes.Length == 0)
        {
            return (tape.Operand(x), new Reduction(x.Length, 1, 1));
        }

        bool neighbours = axes[^1] - axes[0] == axes.Length - 1;
        if (neighbours && x.IsContiguous)
        {
            return (x,
                new Reduction(
                    Product(x.Shape, 0, axes[0]), Product(x.Shape, axes[0], axes[^1] + 1), Product(x.Shape, axes[^1] + 1, x.Rank)));
        }

        Span<int> order = stackalloc int[x.Rank];
        int kept = 0;
        for (int d = 0; d < x.Rank; d++)
        {
            if (!axes.Contains(d))
            {
                order[kept++] = d;
            }
        }

        axes.CopyTo(order[kept..]);
        Tensor arranged = x.Permuted(order);
        if (!arranged.IsContiguous)
        {
            Tensor copy = tape.Rent(arranged.Shape);
            tape.Backend.Copy(arranged, copy);
            arranged = copy;
        }

        return (arranged, new Reduction(Product(arranged.Shape, 0, kept), Product(arranged.Shape, kept, x.Rank), 1));
    }

    /// <summary>Sums a gradient over the dimensions along which its operand was repeated.</summary>
    public static Tensor SumTo(Tape tape, Tensor gradient, Shape shape)
    {
        if (gradient.Shape == shape)
        {
            return gradient;
        }

        Span<int> axes = stackalloc int[gradient.Rank];
        int count = Repeated(gradient.Shape, shape, axes);
        (Tensor source, Reduction extent) = Arrange(tape, gradient, axes[..count]);
        Tensor sum = tape.Rent(shape);
        tape.Backend.Sum(extent, source, sum);
        return sum;
    }

    /// <summary>The dimensions along which a shape was repeated, in ascending order, and how many they are.</summary>
    private static int Repeated(Shape broadcast, Shape shape, Span<int> axes)
    {
        int lead = broadcast.Rank - shape.Rank;
        int count = 0;
        for (int d = 0; d < broadcast.Rank; d++)
        {
            if (d < lead || (shape[d - lead] == 1 && broadcast[d] != 1))
            {
                axes[count++] = d;
            }
        }

        return count;
    }

    private static int Product(Shape shape, int from, int to)
    {
        int product = 1;
        for (int d = from; d < to; d++)
        {
            product *= shape[d];
        }

        return product;
    }
}
