namespace NormSharp.Kernels.Simd;

/// <summary>
/// The work of one index of a parallel loop, generic over the vector width. The same rules as for
/// <see cref="Parallel.IParallelBody"/> hold: what an index computes depends on the index alone.
/// </summary>
internal interface ISimdBody
{
    void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct;
}
