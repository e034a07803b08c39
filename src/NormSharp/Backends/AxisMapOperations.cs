using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>
/// One dimension of [outer, in, inner] mapped by a sparse matrix, as padding, pooling and interpolation do; by default entry by entry.
/// All operands are contiguous.
/// </summary>
/// <param name="backend">Whose primitives the default bodies are composed of.</param>
internal class AxisMapOperations(Backend backend)
{
    /// <summary>y[o, r, i] = constant[r] + Σ weight · x[o, source, i].</summary>
    public virtual void Apply(AxisMap map, Tensor x, Tensor y)
    {
        for (int r = 0; r < map.OutExtent; r++)
        {
            Tensor row = y.Narrowed(1, r, 1);
            backend.Fill(row, map.ExactConstants[r]);
            for (int t = map.Starts[r]; t < map.Starts[r + 1]; t++)
            {
                backend.Accumulate(x.Narrowed(1, map.Sources[t], 1), row, map.ExactWeights[t]);
            }
        }
    }

    /// <summary>
    /// The largest of the entries that each row of the map reads, and its place along the dimension, the first of equals; NaN wins. −∞ and
    /// −1 where a row reads nothing.
    /// </summary>
    /// <param name="map">Whose sources are compared; weights and constants do not matter.</param>
    /// <param name="x">[outer, in, inner].</param>
    /// <param name="y">[outer, out, inner].</param>
    /// <param name="winners">One int32 for each output; null where nobody asks.</param>
    public virtual void Max(AxisMap map, Tensor x, Tensor y, Tensor? winners)
    {
        using var scratch = new ScratchMemory(backend);
        (int outer, int inner) = (x.Shape[0], x.Shape[2]);
        var places = new int[y.Length];
        for (int r = 0; r < map.OutExtent; r++)
        {
            int count = map.Starts[r + 1] - map.Starts[r];
            Tensor row = y.Narrowed(1, r, 1);
            if (count == 0)
            {
                backend.Fill(row, double.NegativeInfinity);
                Place(places, (outer, map.OutExtent, inner), r, _ => -1);
                continue;
            }

            Tensor entries = scratch.Rent([outer, count, inner]);
            for (int k = 0; k < count; k++)
            {
                backend.Copy(x.Narrowed(1, map.Sources[map.Starts[r] + k], 1), entries.Narrowed(1, k, 1));
            }

            Tensor best = scratch.Rent([outer, 1, inner]);
            Tensor terms = scratch.Rent([outer * inner], ElementType.Int32);
            backend.Max(new Reduction(outer, count, inner), entries, best, terms);
            backend.Copy(best, row);
            var found = new int[terms.Length];
            backend.Read<int>(terms, found);
            int first = map.Starts[r];
            Place(places, (outer, map.OutExtent, inner), r, i => map.Sources[first + found[i]]);
        }

        if (winners is not null)
        {
            backend.Write<int>(places, winners);
        }
    }

    /// <summary>The gradient of <see cref="Max"/>: dx[o, winner, i] += dy[o, r, i].</summary>
    public virtual void MaxGradient(AxisMap map, Tensor dy, Tensor winners, Tensor dx)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor won = scratch.Rent(dy.Shape);
        backend.Copy(winners.View(dy.Shape), won);
        Tensor share = scratch.Rent(dy.Shape);
        Tensor place = scratch.Rent([1, 1, 1]);
        Tensor sum = scratch.Rent([dx.Shape[0], 1, dx.Shape[2]]);
        for (int i = 0; i < map.InExtent; i++)
        {
            backend.Fill(place, i);
            backend.Binary(BinaryOperation.Equal, won, place.BroadcastTo(share.Shape), share);
            backend.Binary(BinaryOperation.Multiply, share, dy, share);
            backend.Sum(new Reduction(dy.Shape[0], dy.Shape[1], dy.Shape[2]), share, sum);
            backend.Copy(sum, dx.Narrowed(1, i, 1));
        }
    }

    private static void Place(int[] places, (int Outer, int Out, int Inner) extents, int row, Func<int, int> winner)
    {
        for (int i = 0; i < extents.Outer * extents.Inner; i++)
        {
            places[(((i / extents.Inner * extents.Out) + row) * extents.Inner) + (i % extents.Inner)] = winner(i);
        }
    }
}
