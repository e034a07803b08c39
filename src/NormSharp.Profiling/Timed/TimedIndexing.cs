using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>Rows by their numbers under the clock.</summary>
internal sealed class TimedIndexing(Backend backend, IndexingOperations inner, KernelTimes times) : IndexingOperations(backend)
{
    /// <inheritdoc/>
    public override void Take(Tensor x, Tensor positions, Tensor y)
    {
        using KernelTimes.Call call = times.Passes("take rows", y, 2);
        inner.Take(x, positions, y);
    }

    /// <inheritdoc/>
    public override void Put(ScatterKind kind, Tensor updates, Tensor positions, Tensor y)
    {
        using KernelTimes.Call call = times.Passes("put rows", updates, 3);
        inner.Put(kind, updates, positions, y);
    }

    /// <inheritdoc/>
    public override void Locate(in IndexPlan plan, Tensor indices, Tensor positions)
    {
        using KernelTimes.Call call = times.Passes("locate rows", indices, 2);
        inner.Locate(plan, indices, positions);
    }

    /// <inheritdoc/>
    public override void Rank(Reduction extent, bool largest, Tensor x, Tensor indices)
    {
        using KernelTimes.Call call = times.Passes("rank", x, 1);
        inner.Rank(extent, largest, x, indices);
    }
}
