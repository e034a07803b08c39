using NormSharp.Autograd;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>The matrix product, of matrices or of batches of them.</summary>
public static class MatrixProduct
{
    /// <summary>
    /// a · b for a [.., m, k] and b [.., k, n]: the leading dimensions broadcast. Strided views, such as transposes, are not copied.
    /// </summary>
    /// <exception cref="ArgumentException">An operand is no matrix, or the inner extents differ.</exception>
    public static Tensor MatMul(this Tensor a, Tensor b)
    {
        if (a.Rank < 2 || b.Rank < 2)
        {
            throw new ArgumentException($"MatMul multiplies matrices; the operands have shapes {a.Shape} and {b.Shape}");
        }

        if (a.Shape[^1] != b.Shape[^2])
        {
            throw new ArgumentException(
                $"MatMul of {a.Shape} and {b.Shape}: the left has {a.Shape[^1]} columns, the right {b.Shape[^2]} rows; they must be equal");
        }

        Tape tape = Tape.Of(a, b);
        a = tape.View(a);
        b = tape.View(b);
        Tensor y = Product(tape, a, b);
        return tape.NeedsGradient(a) || tape.NeedsGradient(b) ? tape.Record(y, new MatMulNode(a, b)) : y;
    }

    private static Shape Lead(Tensor x) => Shape.Create(x.Shape.AsSpan()[..^2]);

    private static Tensor Product(Tape tape, Tensor a, Tensor b)
    {
        Shape lead = Shape.Broadcast(Lead(a), Lead(b));
        Tensor y = tape.Rent([.. lead, a.Shape[^2], b.Shape[^1]]);
        tape.Backend.MatMul(Batched(tape, a, lead), Batched(tape, b, lead), y.View([lead.ElementCount, a.Shape[^2], b.Shape[^1]]));
        return y;
    }

    /// <summary>The operand as [batch, rows, columns], where a batch stride of 0 repeats one matrix.</summary>
    private static Tensor Batched(Tape tape, Tensor x, Shape lead)
    {
        if (AsBatch(x, lead, out Tensor full) is { } batched)
        {
            return batched;
        }

        Tensor copy = tape.Rent(full.Shape);
        tape.Backend.Copy(full, copy);
        return copy.View([lead.ElementCount, x.Shape[^2], x.Shape[^1]]);
    }

    /// <summary>
    /// The operand as [batch, rows, columns]; null where that takes a copy of <paramref name="full"/>, the operand with all leading
    /// dimensions.
    /// </summary>
    internal static Tensor? AsBatch(Tensor x, Shape lead, out Tensor full)
    {
        full = x;
        Shape shape = [lead.ElementCount, x.Shape[^2], x.Shape[^1]];
        if (Lead(x).ElementCount == 1)
        {
            return x.View(shape, [0, x.Strides[^2], x.Strides[^1]], x.Offset);
        }

        full = x.BroadcastTo([.. lead, x.Shape[^2], x.Shape[^1]]);
        return lead.Rank == 1 ? full : full.IsContiguous ? full.View(shape) : null;
    }

    private static Tensor Transposed(Tensor x)
    {
        int[] order = Enumerable.Range(0, x.Rank).ToArray();
        (order[^1], order[^2]) = (order[^2], order[^1]);
        return x.Permuted(order);
    }

    private readonly struct MatMulNode(Tensor a, Tensor b) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            if (tape.NeedsGradient(a))
            {
                tape.Accumulate(a, Reducing.SumTo(tape, Product(tape, dy, Transposed(b)), a.Shape));
            }

            if (tape.NeedsGradient(b))
            {
                tape.Accumulate(b, Reducing.SumTo(tape, Product(tape, Transposed(a), dy), b.Shape));
            }
        }
    }
}
