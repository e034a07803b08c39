using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Gemm;

/// <summary>
/// The innermost loop: a tile of <see cref="Rows"/> rows and two vectors of columns, held in registers while K runs. Each step takes two
/// vectors of B and multiplies them by one number of each row of A. The same loop serves packed panels and the shifted rows of an image.
/// The tile comes by reference and is copied after the loop: its fields would otherwise take the loop's registers.
/// </summary>
internal unsafe interface IMicroKernel
{
    /// <summary>Rows of the tile.</summary>
    static abstract int Rows { get; }

    /// <summary>tile (+)= Σ_p a[r, p] · b[lines.At(p)].</summary>
    /// <param name="k">Steps.</param>
    /// <param name="rows">A.</param>
    /// <param name="b">Where the two columns of vectors start.</param>
    /// <param name="lines">For each step, how far its line of B is from the start.</param>
    /// <param name="tile">Where the sums go.</param>
    static abstract void Run<TS, TV, TLines>(nint k, StridedRows rows, VectorPair b, TLines lines, in Tile tile)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLines : struct, ILines;
}
