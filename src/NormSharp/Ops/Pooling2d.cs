using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>2-D pooling.</summary>
internal static class Pooling2d
{
    /// <summary>The largest value of each window; the gradient goes to the first of equals.</summary>
    /// <exception cref="ArgumentException">The input is no [N, C, H, W], or smaller than a window.</exception>
    public static Tensor MaxPool2d(this Tensor x, PoolingSettings settings)
    {
        PoolingGeometry geometry = settings.GeometryOf(x.Shape, nameof(MaxPool2d));
        Tape tape = Tape.Of(x);
        x = tape.Operand(x);
        Tensor y = tape.Rent([x.Shape[0], x.Shape[1], geometry.OutHeight, geometry.OutWidth]);
        bool record = tape.NeedsGradient(x);
        Tensor? indices = record ? tape.Rent([y.Length], ElementType.Int32) : null;
        tape.Backend.Pooling.Max(geometry, x, y, indices);
        return record ? tape.Record(y, new MaxNode(geometry, x, indices!)) : y;
    }

    /// <summary>The mean of each window; padded positions count as zeros where <paramref name="countPadding"/> says so.</summary>
    /// <exception cref="ArgumentException">The input is no [N, C, H, W], or smaller than a window.</exception>
    public static Tensor AveragePool2d(this Tensor x, PoolingSettings settings, bool countPadding = true)
    {
        PoolingGeometry geometry = settings.GeometryOf(x.Shape, nameof(AveragePool2d));
        Tape tape = Tape.Of(x);
        x = tape.Operand(x);
        Tensor y = tape.Rent([x.Shape[0], x.Shape[1], geometry.OutHeight, geometry.OutWidth]);
        tape.Backend.Pooling.Average(geometry, countPadding, x, y);
        return tape.NeedsGradient(x) ? tape.Record(y, new AverageNode(geometry, countPadding, x)) : y;
    }

    /// <summary>The mean of each plane: [N, C, H, W] becomes [N, C, 1, 1].</summary>
    /// <exception cref="ArgumentException">The input is no [N, C, H, W].</exception>
    public static Tensor GlobalAveragePool2d(this Tensor x)
    {
        if (x.Rank != 4)
        {
            throw new ArgumentException($"{nameof(GlobalAveragePool2d)} takes an input [N, C, H, W]; it has shape {x.Shape}");
        }

        Tape tape = Tape.Of(x);
        x = tape.Operand(x);
        Tensor y = tape.Rent([x.Shape[0], x.Shape[1], 1, 1]);
        int spatial = x.Shape[2] * x.Shape[3];
        tape.Backend.Sum(new Reduction(y.Length, spatial, 1), x, y);
        tape.Backend.Affine(1.0 / spatial, 0, y, y);
        return tape.NeedsGradient(x) ? tape.Record(y, new GlobalAverageNode(x)) : y;
    }

    private readonly struct MaxNode(PoolingGeometry geometry, Tensor x, Tensor indices) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor dx = tape.Rent(x.Shape);
            tape.Backend.Pooling.MaxGradient(geometry, dy, indices, dx);
            tape.Accumulate(x, dx);
        }
    }

    private readonly struct GlobalAverageNode(Tensor x) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor share = tape.Rent(dy.Shape);
            tape.Backend.Affine(1.0 / (x.Shape[2] * x.Shape[3]), 0, dy, share);
            Tensor dx = tape.Rent(x.Shape);
            tape.Backend.Copy(share.BroadcastTo(x.Shape), dx);
            tape.Release(share);
            tape.Accumulate(x, dx);
        }
    }

    private readonly struct AverageNode(PoolingGeometry geometry, bool countPadding, Tensor x) : IBackward
    {
        public void Backward(Tape tape, Tensor dy)
        {
            Tensor dx = tape.Rent(x.Shape);
            tape.Backend.Pooling.AverageGradient(geometry, countPadding, dy, dx);
            tape.Accumulate(x, dx);
        }
    }
}
