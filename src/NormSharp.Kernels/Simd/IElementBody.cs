namespace NormSharp.Kernels.Simd;

/// <summary>
/// A loop body over spans of equal length, where every number of the output depends on the numbers at its own index alone.
/// </summary>
internal interface IElementBody
{
    /// <summary>Does the lanes that start at number <paramref name="i"/>.</summary>
    void Step<TS, TV, TLanes>(int i, TLanes lanes)
        where TS : struct, ISimd<TV>
        where TV : struct
        where TLanes : struct, ILanes<TV>;
}
