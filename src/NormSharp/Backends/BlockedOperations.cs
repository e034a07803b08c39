using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Kernels on blocked images, which steps of inference plans call.</summary>
internal abstract class BlockedOperations
{
    /// <summary>Runs a kernel.</summary>
    /// <param name="call">What is done.</param>
    /// <param name="x">Images, one an entry of the first dimension.</param>
    /// <param name="second">The second operand; null for none.</param>
    /// <param name="y">The results, written.</param>
    public abstract void Run(BlockedCall call, Tensor x, Tensor? second, Tensor y);
}
