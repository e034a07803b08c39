using NormSharp.Autograd;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>
/// Which positions of [outer, C, inner] count, and how much: a position is one (outer, inner) pair with all its channels. Positions that
/// count become rows of a [rows, C] tensor, in row-major order, and rows are put back to where they came from.
/// </summary>
internal sealed class PositionMask
{
    private readonly List<Run> _runs = [];

    private PositionMask(Shape positions) => Positions = positions;

    /// <summary>[outer, inner].</summary>
    public Shape Positions { get; }

    /// <summary>How many positions count.</summary>
    public int Rows { get; private set; }

    /// <summary>The weight of each row; null where all are 1.</summary>
    public double[]? RowWeights { get; private set; }

    /// <summary>Reads a mask.</summary>
    /// <param name="mask">
    /// Weights of at least 0 by position, 0 for padding: the shape of <paramref name="x"/> with the channels left out or of extent 1, or
    /// [N], one for each sample; other extents may be 1, and then count for all. No gradient flows to it.
    /// </param>
    /// <param name="x">What is masked.</param>
    /// <param name="axis">The dimension of the channels; it may count from the end.</param>
    /// <exception cref="ArgumentException">The mask does not fit, or holds a negative number, NaN or infinity.</exception>
    public static PositionMask Of(Tensor mask, Tensor x, int axis)
    {
        axis = x.Shape.Axis(axis);
        Shape extents = Shape.Create([.. x.Shape.AsSpan()[..axis], .. x.Shape.AsSpan()[(axis + 1)..]]);
        var positions = new PositionMask(
            [ChannelPlanes.Product(x.Shape.AsSpan()[..axis]), ChannelPlanes.Product(x.Shape.AsSpan()[(axis + 1)..])]);
        positions.Read(Weights(mask, x.Shape, axis, extents));
        return positions;
    }

    /// <summary>The positions that count, as rows.</summary>
    /// <param name="x">[outer, C, inner].</param>
    /// <returns>[rows, C].</returns>
    public Tensor Gather(Tensor x)
    {
        Tape tape = Tape.Of(x);
        x = tape.View(x);
        Tensor rows = tape.Rent([Rows, x.Shape[1]]);
        Copy(tape, x, rows, toRows: true);
        return tape.NeedsGradient(x) ? tape.Record(rows, new GatherNode(this, x)) : rows;
    }

    /// <summary>The rows at their positions, and zero elsewhere.</summary>
    /// <param name="rows">[rows, C].</param>
    /// <returns>[outer, C, inner].</returns>
    public Tensor Scatter(Tensor rows)
    {
        Tape tape = Tape.Of(rows);
        rows = tape.Operand(rows);
        Tensor y = Scattered(tape, rows);
        return tape.NeedsGradient(rows) ? tape.Record(y, new ScatterNode(this, rows)) : y;
    }

    private static double[] Weights(Tensor mask, Shape x, int axis, Shape extents)
    {
        Shape shape = mask.Shape;
        if (shape.Rank == x.Rank && shape[axis] == 1)
        {
            shape = Shape.Create([.. shape.AsSpan()[..axis], .. shape.AsSpan()[(axis + 1)..]]);
        }
        else if (shape.Rank == 1 && extents.Rank > 1 && axis > 0 && shape[0] == extents[0])
        {
            shape = Shape.Create([shape[0], .. Enumerable.Repeat(1, extents.Rank - 1)]);
        }

        if (shape.Rank != extents.Rank || !shape.Zip(extents).All(pair => pair.First == pair.Second || pair.First == 1))
        {
            throw new ArgumentException(
                $"a mask of shape {mask.Shape} does not fit an input of shape {x} with channels in dimension {axis}; it must be "
                    + $"{extents}, or [{extents[0]}] for whole samples");
        }

        Tensor ordinary = Tensor.From(mask.ToArray(), shape).BroadcastTo(extents);
        return Array.ConvertAll(ordinary.ToArray(), weight => (double)weight);
    }

    private void Read(double[] weights)
    {
        int inner = Positions[1];
        var rowWeights = new List<double>();
        for (int i = 0; i < weights.Length; i++)
        {
            if (!(weights[i] >= 0) || double.IsInfinity(weights[i]))
            {
                throw new ArgumentException($"a mask holds weights of at least 0; position {i} has {weights[i]}");
            }

            if (weights[i] == 0)
            {
                continue;
            }

            // Where a sample is one position, a run may go on over samples; else it stays within one.
            bool continues = i > 0 && weights[i - 1] > 0 && (inner == 1 || i % inner != 0);
            if (continues)
            {
                _runs[^1] = _runs[^1] with { Length = _runs[^1].Length + 1 };
            }
            else
            {
                _runs.Add(new Run(i, 1));
            }

            rowWeights.Add(weights[i]);
        }

        Rows = rowWeights.Count;
        RowWeights = rowWeights.TrueForAll(weight => weight == 1) ? null : [.. rowWeights];
    }

    private Tensor Scattered(Tape tape, Tensor rows)
    {
        Tensor y = tape.Rent([Positions[0], rows.Shape[1], Positions[1]]);
        tape.Backend.Fill(y, 0);
        Copy(tape, y, rows, toRows: false);
        return y;
    }

    private void Copy(Tape tape, Tensor planes, Tensor rows, bool toRows)
    {
        int inner = Positions[1];
        int done = 0;
        foreach (Run run in _runs)
        {
            Tensor there = inner == 1
                ? planes.Narrowed(0, run.Start, run.Length).Permuted(2, 0, 1).Entry(0)
                : planes.Entry(run.Start / inner).Narrowed(1, run.Start % inner, run.Length).Permuted(1, 0);
            Tensor here = rows.Narrowed(0, done, run.Length);
            tape.Backend.Copy(toRows ? there : here, toRows ? here : there);
            done += run.Length;
        }
    }

    /// <param name="Start">The first position, in row-major order.</param>
    /// <param name="Length">How many follow each other.</param>
    private readonly record struct Run(int Start, int Length);

    private sealed class GatherNode(PositionMask mask, Tensor x) : Node
    {
        protected internal override void Backward(Tape tape, Tensor dy) => tape.Accumulate(x, mask.Scattered(tape, dy));
    }

    private sealed class ScatterNode(PositionMask mask, Tensor rows) : Node
    {
        protected internal override void Backward(Tape tape, Tensor dy)
        {
            Tensor dRows = tape.Rent(rows.Shape);
            mask.Copy(tape, dy, dRows, toRows: true);
            tape.Accumulate(rows, dRows);
        }
    }
}
