using System.Buffers;
using NormSharp.Kernels.Indexing;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Rows by their numbers, by kernels.</summary>
internal sealed class CpuIndexing(Backend backend, ThreadTeam team) : IndexingOperations(backend)
{
    /// <inheritdoc/>
    public override void Take(Tensor x, Tensor positions, Tensor y)
        => RowIndexing.Take(team, y.Shape[1], x.AsSpan(), positions.AsSpan<int>(), y.AsSpan());

    /// <inheritdoc/>
    public override void Put(ScatterKind kind, Tensor updates, Tensor positions, Tensor y)
        => RowIndexing.Put(kind, y.Shape[1], updates.AsSpan(), positions.AsSpan<int>(), y.AsSpan());

    /// <inheritdoc/>
    public override void Locate(in IndexPlan plan, Tensor indices, Tensor positions)
    {
        double[] rented = ArrayPool<double>.Shared.Rent(indices.Length);
        try
        {
            Span<double> values = rented.AsSpan(0, indices.Length);
            HostCopy.Read(indices, values);
            plan.Locate(values, positions.AsSpan<int>());
        }
        finally
        {
            ArrayPool<double>.Shared.Return(rented);
        }
    }
}
