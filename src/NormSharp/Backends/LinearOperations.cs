using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>The fully connected map. All operands are contiguous.</summary>
/// <param name="backend">Whose primitives the default bodies are composed of.</param>
internal class LinearOperations(Backend backend)
{
    /// <summary>y = x · wᵀ + b, for x [rows, in], w [out, in] and b [out] or null.</summary>
    public virtual void Forward(Tensor x, Tensor weight, Tensor? bias, Tensor y)
    {
        backend.MatMul(Batched(x), Batched(weight.Permuted(1, 0)), Batched(y));
        if (bias is not null)
        {
            backend.Binary(BinaryOperation.Add, y, bias.BroadcastTo(y.Shape), y);
        }
    }

    /// <summary>y = f(x · wᵀ + b), for x [rows, in], w [out, in] and b [out] or null: a linear layer of an inference plan.</summary>
    /// <param name="x">[rows, in].</param>
    /// <param name="weight">[out, in].</param>
    /// <param name="bias">[out], or null.</param>
    /// <param name="activation">f.</param>
    /// <param name="y">[rows, out].</param>
    /// <param name="algorithm">One of <see cref="Choice"/>, or null for the backend's own choice.</param>
    public virtual void ForwardThen(Tensor x, Tensor weight, Tensor? bias, Activation activation, Tensor y, string? algorithm = null)
    {
        Forward(x, weight, bias, y);
        backend.ActivateInPlace(activation, y);
    }

    /// <summary>The problem that x · wᵀ is, and the algorithms that can compute it.</summary>
    public virtual KernelChoice Choice(Tensor x, Tensor weight) => new(KernelChoice.ProblemOf(x, weight), []);

    private static Tensor Batched(Tensor matrix)
        => matrix.View([1, .. matrix.Shape], [0, .. matrix.Strides], matrix.Offset);
}
