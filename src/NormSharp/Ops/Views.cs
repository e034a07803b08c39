using NormSharp.Autograd;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>
/// Other shapes over the same memory (reshape, transpose, slice, broadcast; none copies, save where a reshape must), and tensors side by
/// side.
/// </summary>
public static class Views
{
    /// <summary>The same elements in another shape; one extent may be −1, to be worked out.</summary>
    /// <exception cref="ArgumentException">The number of elements differs.</exception>
    public static Tensor Reshape(this Tensor x, params ReadOnlySpan<int> extents)
    {
        Shape shape = Resolve(x.Shape, extents);
        Tensor source = x.Contiguous();
        return Derived(source, source.View(shape), new ReshapeNode(source));
    }

    /// <summary>Folds the dimensions from <paramref name="start"/> on into one.</summary>
    public static Tensor Flatten(this Tensor x, int start = 1)
    {
        Span<int> extents = stackalloc int[Math.Min(start, x.Rank) + 1];
        x.Shape.AsSpan()[..(extents.Length - 1)].CopyTo(extents);
        extents[^1] = start >= x.Rank ? 1 : Tail(x.Shape, start);
        return x.Reshape(extents);
    }

    /// <summary>Exchanges two dimensions, which may count from the end.</summary>
    public static Tensor Transpose(this Tensor x, int first = -2, int second = -1)
    {
        int a = x.Shape.Axis(first);
        int b = x.Shape.Axis(second);
        int[] order = Enumerable.Range(0, x.Rank).ToArray();
        (order[a], order[b]) = (order[b], order[a]);
        return x.Permute(order);
    }

    /// <summary>Reorders the dimensions: dimension d of the result is dimension <c>order[d]</c> of x.</summary>
    /// <exception cref="ArgumentException">The order is no permutation.</exception>
    public static Tensor Permute(this Tensor x, params ReadOnlySpan<int> order)
    {
        int[] axes = order.ToArray();
        if (!axes.Order().SequenceEqual(Enumerable.Range(0, x.Rank)))
        {
            throw new ArgumentException(
                $"[{string.Join(", ", axes)}] is no order of the {x.Rank} dimensions of shape {x.Shape}", nameof(order));
        }

        return Derived(x, x.Permuted(axes), new PermuteNode(x, axes));
    }

    /// <summary>Entries <paramref name="start"/>, start + step, … before <paramref name="end"/> of one dimension.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range lies outside the dimension, or the step is below 1.</exception>
    public static Tensor Slice(this Tensor x, int dimension, int start, int end, int step = 1)
    {
        int axis = x.Shape.Axis(dimension);
        if (start < 0 || end > x.Shape[axis] || start > end)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start),
                $"the slice {start}…{end} lies outside dimension {axis} of shape {x.Shape}, which has {x.Shape[axis]} entries");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        int count = end == start ? 0 : ((end - start - 1) / step) + 1;
        return Derived(x, x.Narrowed(axis, start, count, step), new SliceNode(x, axis, start, count, step));
    }

    /// <summary>Repeats dimensions of extent 1, and new outer ones, without a copy.</summary>
    /// <exception cref="ArgumentException">The tensor does not broadcast to that shape.</exception>
    public static Tensor Expand(this Tensor x, Shape target)
    {
        if (Shape.Broadcast(x.Shape, target) != target)
        {
            throw new ArgumentException($"a tensor of shape {x.Shape} does not broadcast to {target}", nameof(target));
        }

        return x.Shape == target ? x : Derived(x, x.BroadcastTo(target), new ExpandNode(x));
    }

    /// <summary>The same elements without gaps: the tensor itself where it has none, else a copy.</summary>
    public static Tensor Contiguous(this Tensor x) => x.IsContiguous ? x : Tape.Of(x).Operand(x);

    /// <summary>Joins tensors along one dimension; all other extents must be equal.</summary>
    /// <exception cref="ArgumentException">There is nothing to join, or the other extents differ.</exception>
    public static Tensor Concat(int dimension, params ReadOnlySpan<Tensor> parts)
    {
        if (parts.IsEmpty)
        {
            throw new ArgumentException("Concat needs at least one tensor", nameof(parts));
        }

        Tape tape = Tape.Of(parts!);
        Shape first = parts[0].Shape;
        int axis = first.Axis(dimension);
        long total = 0;
        Span<Tensor> operands = tape.RentTensors(parts.Length, out Memory<Tensor> kept);
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].Rank != first.Rank || parts[i].Shape.With(axis, 0) != first.With(axis, 0))
            {
                throw new ArgumentException(
                    $"Concat along dimension {axis}: shapes {first} and {parts[i].Shape} differ elsewhere", nameof(parts));
            }

            operands[i] = tape.View(parts[i]);
            total += parts[i].Shape[axis];
        }

        Tensor y = tape.Rent(first.With(axis, SizeLimits.Whole(total, "Concat's", "output extent")));
        int start = 0;
        bool needed = false;
        foreach (Tensor operand in operands)
        {
            tape.Backend.Copy(operand, y.Narrowed(axis, start, operand.Shape[axis]));
            start += operand.Shape[axis];
            needed |= tape.NeedsGradient(operand);
        }

        return needed ? tape.Record(y, new ConcatNode(kept, axis)) : y;
    }

    /// <summary>Surrounds one dimension with a constant.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A margin is negative.</exception>
    public static Tensor Pad(this Tensor x, int dimension, int before, int after, float value = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(before);
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        Tape tape = Tape.Of(x);
        x = tape.View(x);
        int axis = x.Shape.Axis(dimension);
        Tensor y = tape.Rent(x.Shape.With(axis, SizeLimits.Whole((long)before + x.Shape[axis] + after, "Pad's", "output extent")));
        tape.Backend.Fill(y, value);
        tape.Backend.Copy(x, y.Narrowed(axis, before, x.Shape[axis]));
        return tape.NeedsGradient(x) ? tape.Record(y, new PadNode(x, axis, before)) : y;
    }

    private static Tensor Derived<TBackward>(Tensor x, Tensor view, in TBackward node)
        where TBackward : struct, IBackward
    {
        Tape tape = Tape.Of(x);
        return tape.NeedsGradient(x) ? tape.Record(view, node) : view;
    }

    private static int Tail(Shape shape, int start)
    {
        int length = 1;
        foreach (int extent in shape.AsSpan()[start..])
        {
            length *= extent;
        }

        return length;
    }

    private static Shape Resolve(Shape from, ReadOnlySpan<int> extents)
    {
        int unknown = -1;
        long known = 1;
        for (int d = 0; d < extents.Length; d++)
        {
            if (extents[d] == -1 && unknown < 0)
            {
                unknown = d;
            }
            else
            {
                known *= extents[d];
            }
        }

        Span<int> resolved = stackalloc int[extents.Length];
        extents.CopyTo(resolved);
        if (unknown >= 0 && known > 0 && from.ElementCount % known == 0)
        {
            resolved[unknown] = (int)(from.ElementCount / known);
            known *= resolved[unknown];
        }

        if (known != from.ElementCount || resolved.ContainsAnyInRange(int.MinValue, -1))
        {
            throw new ArgumentException(
                $"a tensor of shape {from} has {from.ElementCount} elements and cannot be reshaped to "
                    + $"[{string.Join(", ", extents.ToArray())}]", nameof(extents));
        }

        return Shape.Create(resolved);
    }

    private readonly struct ReshapeNode(Tensor x) : IBackward
    {
        public void Backward(Tape tape, Tensor dy) => tape.Accumulate(x, dy.View(x.Shape));
    }

    private readonly struct PermuteNode(Tensor x, int[] order) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            var inverse = new int[order.Length];
            for (int d = 0; d < order.Length; d++)
            {
                inverse[order[d]] = d;
            }

            tape.Accumulate(x, dy.Permuted(inverse));
        }
    }

    private readonly struct SliceNode(Tensor x, int axis, int start, int count, int step) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor dx = tape.Rent(x.Shape);
            tape.Backend.Fill(dx, 0);
            tape.Backend.Copy(dy, dx.Narrowed(axis, start, count, step));
            tape.Accumulate(x, dx);
        }
    }

    private readonly struct ExpandNode(Tensor x) : IBackward
    {
        public void Backward(Tape tape, Tensor dy) => tape.Accumulate(x, Reducing.SumTo(tape, dy, x.Shape));
    }

    private readonly struct ConcatNode(Memory<Tensor> parts, int axis) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            int start = 0;
            foreach (Tensor part in parts.Span)
            {
                tape.Accumulate(part, dy.Narrowed(axis, start, part.Shape[axis]));
                start += part.Shape[axis];
            }
        }
    }

    private readonly struct PadNode(Tensor x, int axis, int before) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
            => tape.Accumulate(x, dy.Narrowed(axis, before, x.Shape[axis]));
    }
}
