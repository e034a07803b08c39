using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Softmax along any dimension.</summary>
internal static class AxisSoftmax
{
    /// <summary>x − log Σ exp x along a dimension.</summary>
    public static Tensor LogSoftmax(this Tensor x, int axis)
    {
        int along = x.Rank == 0 ? 0 : x.Shape.Axis(axis);
        return along >= x.Rank - 1
            ? Reductions.LogSoftmax(x)
            : Reductions.LogSoftmax(x.Transpose(along, -1).Contiguous()).Transpose(along, -1).Contiguous();
    }
}
