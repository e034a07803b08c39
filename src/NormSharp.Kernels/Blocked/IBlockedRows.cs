using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Blocked;

/// <summary>What is done to rows of one block of one image.</summary>
internal interface IBlockedRows
{
    /// <summary>Computes rows <paramref name="first"/> to <paramref name="first"/> + <paramref name="rows"/> of the output.</summary>
    void Run<TS, TV>(int image, int block, int first, int rows)
        where TS : struct, ISimd<TV>
        where TV : struct;
}
