using NormSharp.Autograd;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>One dimension mapped to another extent, by weighted sums or by maxima.</summary>
internal static class AxisMapping
{
    /// <summary>Entry r of the dimension becomes constant[r] + Σ weight · x[source].</summary>
    /// <exception cref="ArgumentException">The dimension has another extent than the map reads.</exception>
    public static Tensor MapAxis(this Tensor x, int dimension, AxisMap map)
    {
        int axis = Check(x.Shape, dimension, map);
        Tape tape = Tape.Of(x);
        x = tape.Operand(x);
        Tensor y = tape.Rent(x.Shape.With(axis, map.OutExtent));
        tape.Backend.AxisMaps.Apply(map, Folded(x, axis), Folded(y, axis));
        return tape.NeedsGradient(x) ? tape.Record(y, new SumNode(x, axis, map)) : y;
    }

    /// <summary>
    /// Entry r of the dimension becomes the largest of the entries that the map's row r reads; the gradient goes to the first of equals.
    /// </summary>
    /// <exception cref="ArgumentException">The dimension has another extent than the map reads.</exception>
    public static Tensor MaxAxis(this Tensor x, int dimension, AxisMap map)
    {
        int axis = Check(x.Shape, dimension, map);
        Tape tape = Tape.Of(x);
        x = tape.Operand(x);
        Tensor y = tape.Rent(x.Shape.With(axis, map.OutExtent));
        bool record = tape.NeedsGradient(x);
        Tensor? winners = record ? tape.Rent(y.Shape, ElementType.Int32) : null;
        tape.Backend.AxisMaps.Max(map, Folded(x, axis), Folded(y, axis), winners);
        return record ? tape.Record(y, new MaxNode(x, axis, map, winners!)) : y;
    }

    /// <summary>
    /// <see cref="MaxAxis"/> without gradients, and where along the dimension each maximum stands: int32, −1 where nothing was compared.
    /// </summary>
    public static (Tensor Maxima, Tensor Winners) ArgMaxAxis(this Tensor x, int dimension, AxisMap map)
    {
        int axis = Check(x.Shape, dimension, map);
        Tape tape = Tape.Of(x);
        x = tape.Operand(x);
        Tensor y = tape.Rent(x.Shape.With(axis, map.OutExtent));
        Tensor winners = tape.Rent(y.Shape, ElementType.Int32);
        tape.Backend.AxisMaps.Max(map, Folded(x, axis), Folded(y, axis), winners);
        return (y, winners);
    }

    /// <summary>[outer, extent, inner].</summary>
    public static Tensor Folded(Tensor x, int axis)
        => x.View([ChannelPlanes.Product(x.Shape.AsSpan()[..axis]), x.Shape[axis], ChannelPlanes.Product(x.Shape.AsSpan()[(axis + 1)..])]);

    private static int Check(Shape x, int dimension, AxisMap map)
    {
        int axis = x.Axis(dimension);
        return x[axis] == map.InExtent
            ? axis
            : throw new ArgumentException($"dimension {axis} of {x} has {x[axis]} entries; the map reads {map.InExtent}");
    }

    private readonly struct SumNode(Tensor x, int axis, AxisMap map) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor dx = tape.Rent(x.Shape);
            tape.Backend.AxisMaps.Apply(map.Transposed, Folded(dy, axis), Folded(dx, axis));
            tape.Accumulate(x, dx);
        }
    }

    private readonly struct MaxNode(Tensor x, int axis, AxisMap map, Tensor winners) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor dx = tape.Rent(x.Shape);
            tape.Backend.AxisMaps.MaxGradient(map, Folded(dy, axis), winners, Folded(dx, axis));
            tape.Accumulate(x, dx);
        }
    }
}
