using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends.Composed;

internal static class ComposedLinear
{
    public static void Forward(Backend backend, Tensor x, Tensor weight, Tensor? bias, Tensor y)
    {
        Tensor transposed = weight.Permuted(1, 0);
        backend.MatMul(Batched(x), Batched(transposed), Batched(y));
        if (bias is not null)
        {
            backend.Binary(BinaryOperation.Add, y, bias.BroadcastTo(y.Shape), y);
        }
    }

    private static Tensor Batched(Tensor matrix)
        => matrix.View([1, .. matrix.Shape], [0, .. matrix.Strides], matrix.Offset);
}
