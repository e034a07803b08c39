namespace NormSharp.Kernels.Simd;

/// <summary>The work of one index of a parallel loop, generic over the width of vectors of doubles.</summary>
internal interface IDoubleSimdBody
{
    void Execute<TS, TD>(int index, int worker)
        where TS : struct, IDoubleSimd<TD>
        where TD : struct;
}
