using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Numbers by computed places: gathering, scattering, and the places of the largest.</summary>
internal static class Indexing
{
    /// <summary>What indices name; negative ones count from the end. Gradients flow to x, added where a place is named twice.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="kind">What indices name.</param>
    /// <param name="indices">Whole numbers.</param>
    /// <param name="axis">The dimension that is indexed, or for coordinates the number of batch dimensions.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or an index lies outside.</exception>
    public static Tensor Gather(this Tensor x, IndexKind kind, Tensor indices, int axis)
    {
        Tape tape = Tape.Of(x, indices);
        x = tape.Operand(x);
        var plan = IndexPlan.Of(kind, x.Shape, indices.Shape, kind == IndexKind.Coordinates ? axis : x.Shape.Axis(axis));
        Tensor positions = Positions(tape, plan, indices);
        Tensor y = tape.Rent(plan.Output);
        tape.Backend.Indexing.Take(Rows(x, plan.Width), positions, Rows(y, plan.Width));
        return tape.NeedsGradient(x) ? tape.Record(y, new GatherNode(x, positions, plan.Width)) : y;
    }

    /// <summary>
    /// A copy of x with updates put where indices name places; gradients flow to x and to updates where numbers are replaced or added. Of
    /// two updates of one place the last one stays, and each gets the gradient of that place.
    /// </summary>
    /// <param name="x">The tensor.</param>
    /// <param name="indexing">What indices name, and along which dimension.</param>
    /// <param name="indices">Whole numbers.</param>
    /// <param name="updates">The numbers that are put.</param>
    /// <param name="kind">What becomes of the numbers that were there.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or an index lies outside.</exception>
    /// <exception cref="NotSupportedException">The gradient of products and extremes is asked for.</exception>
    public static Tensor Scatter(this Tensor x, (IndexKind Kind, int Axis) indexing, Tensor indices, Tensor updates, ScatterKind kind)
    {
        Tape tape = Tape.Of(x, indices, updates);
        x = tape.Operand(x);
        updates = tape.Operand(updates);
        bool needsGradient = tape.NeedsGradient(x) || tape.NeedsGradient(updates);
        if (needsGradient && kind is not (ScatterKind.Set or ScatterKind.Add))
        {
            throw new NotSupportedException($"scattering by {kind} has no gradient here; only Set and Add have");
        }

        var plan = IndexPlan.Of(
            indexing.Kind, x.Shape, indices.Shape, indexing.Kind == IndexKind.Coordinates ? indexing.Axis : x.Shape.Axis(indexing.Axis));
        if (updates.Shape != plan.Output)
        {
            throw new ArgumentException($"the updates have shape {updates.Shape}; indices {indices.Shape} of {x.Shape} want {plan.Output}");
        }

        Tensor positions = Positions(tape, plan, indices);
        Tensor y = tape.Rent(x.Shape);
        tape.Backend.Copy(x, y);
        tape.Backend.Indexing.Put(kind, Rows(updates, plan.Width), positions, Rows(y, plan.Width));
        return needsGradient ? tape.Record(y, new ScatterNode(x, updates, positions, kind, plan.Width)) : y;
    }

    /// <summary>Where the largest numbers along a dimension stand, in their order; no gradient.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="count">How many.</param>
    /// <param name="axis">The dimension.</param>
    /// <param name="largest">False for the smallest.</param>
    /// <exception cref="ArgumentException">There are not so many.</exception>
    public static Tensor TopIndices(this Tensor x, int count, int axis, bool largest)
    {
        Tape tape = Tape.Of(x);
        x = tape.Operand(x);
        int along = x.Shape.Axis(axis);
        if (count < 0 || count > x.Shape[along])
        {
            throw new ArgumentException($"the first {count} of {x.Shape[along]} numbers are asked for");
        }

        (int outer, int inner) = (1, 1);
        for (int d = 0; d < x.Rank; d++)
        {
            outer *= d < along ? x.Shape[d] : 1;
            inner *= d > along ? x.Shape[d] : 1;
        }

        Tensor indices = tape.Rent(x.Shape.With(along, count));
        tape.Backend.Indexing.Rank(new Reduction(outer, x.Shape[along], inner), largest, x, indices);
        return indices;
    }

    private static Tensor Positions(Tape tape, in IndexPlan plan, Tensor indices)
    {
        Tensor positions = tape.Rent([plan.Count], ElementType.Int32);
        tape.Backend.Indexing.Locate(plan, tape.Operand(indices), positions);
        return positions;
    }

    /// <summary>Numbers as rows.</summary>
    internal static Tensor Rows(Tensor x, int width) => x.View([width == 0 ? 0 : x.Length / width, width]);

    private readonly struct GatherNode(Tensor x, Tensor positions, int width) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor dx = tape.Rent(x.Shape);
            tape.Backend.Fill(dx, 0);
            tape.Backend.Indexing.Put(ScatterKind.Add, Rows(dy, width), positions, Rows(dx, width));
            tape.Accumulate(x, dx);
        }
    }

    private readonly struct ScatterNode(Tensor x, Tensor updates, Tensor positions, ScatterKind kind, int width) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            if (tape.NeedsGradient(updates))
            {
                Tensor taken = tape.Rent(updates.Shape);
                tape.Backend.Indexing.Take(Rows(dy, width), positions, Rows(taken, width));
                tape.Accumulate(updates, taken);
            }

            if (tape.NeedsGradient(x))
            {
                Tensor dx = tape.Rent(x.Shape);
                tape.Backend.Copy(dy, dx);
                if (kind == ScatterKind.Set)
                {
                    Tensor zeros = tape.Rent(updates.Shape);
                    tape.Backend.Fill(zeros, 0);
                    tape.Backend.Indexing.Put(ScatterKind.Set, Rows(zeros, width), positions, Rows(dx, width));
                }

                tape.Accumulate(x, dx);
            }
        }
    }
}
