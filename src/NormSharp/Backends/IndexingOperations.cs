using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Rows by their numbers, and the order of numbers; by default on the host. All operands are contiguous.</summary>
/// <param name="backend">Whose memory the operands are.</param>
internal class IndexingOperations(Backend backend)
{
    /// <summary>y[i] = x[positions[i]] for rows of numbers: x [rows, width], y [count, width], positions int32.</summary>
    public virtual void Take(Tensor x, Tensor positions, Tensor y)
    {
        (double[] from, int[] rows, int width) = (Values(x), Positions(positions), y.Shape[1]);
        var to = new double[y.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            from.AsSpan(rows[i] * width, width).CopyTo(to.AsSpan(i * width));
        }

        backend.Write<double>(to, y);
    }

    /// <summary>
    /// y[positions[i]] ∘= updates[i] for rows of numbers, one after the other: updates [count, width], y [rows, width], positions int32.
    /// </summary>
    public virtual void Put(ScatterKind kind, Tensor updates, Tensor positions, Tensor y)
    {
        (double[] from, int[] rows, double[] to, int width) = (Values(updates), Positions(positions), Values(y), y.Shape[1]);
        for (int i = 0; i < from.Length; i++)
        {
            ref double target = ref to[(rows[i / width] * width) + (i % width)];
            target = kind switch
            {
                ScatterKind.Set => from[i],
                ScatterKind.Add => target + from[i],
                ScatterKind.Multiply => target * from[i],
                ScatterKind.Max => Math.Max(target, from[i]),
                _ => Math.Min(target, from[i]),
            };
        }

        backend.Write<double>(to, y);
    }

    /// <summary>The rows that indices name, which are whole numbers in any format; positions are int32.</summary>
    /// <exception cref="ArgumentException">An index lies outside of its dimension.</exception>
    public virtual void Locate(in IndexPlan plan, Tensor indices, Tensor positions)
    {
        var rows = new int[positions.Length];
        plan.Locate(Values(indices), rows);
        backend.Write<int>(rows, positions);
    }

    /// <summary>
    /// Where the largest numbers (or the smallest) of the middle extent of x seen as [outer, reduce, inner] stand, in their order, of
    /// equals the first before the others; indices [outer, count, inner] in the backend's format.
    /// </summary>
    public virtual void Rank(Reduction extent, bool largest, Tensor x, Tensor indices)
    {
        double[] values = Values(x);
        int count = extent.Outer * extent.Inner == 0 ? 0 : indices.Length / (extent.Outer * extent.Inner);
        var result = new double[indices.Length];
        var keys = new double[extent.Reduce];
        var order = new int[extent.Reduce];
        for (int lane = 0; lane < extent.Outer * extent.Inner; lane++)
        {
            (int outer, int inner) = Math.DivRem(lane, extent.Inner);
            for (int r = 0; r < keys.Length; r++)
            {
                double value = values[(((outer * extent.Reduce) + r) * extent.Inner) + inner];
                keys[r] = largest ? -value : value;
                order[r] = r;
            }

            order.AsSpan().Sort((a, b) => keys[a].CompareTo(keys[b]) is not 0 and int sign ? sign : a.CompareTo(b));
            for (int i = 0; i < count; i++)
            {
                result[(((outer * count) + i) * extent.Inner) + inner] = order[i];
            }
        }

        backend.Write<double>(result, indices);
    }

    private double[] Values(Tensor tensor)
    {
        var values = new double[tensor.Length];
        backend.Read<double>(tensor, values);
        return values;
    }

    private int[] Positions(Tensor tensor)
    {
        var values = new int[tensor.Length];
        backend.Read<int>(tensor, values);
        return values;
    }
}
