using System.Runtime.CompilerServices;

namespace NormSharp.Kernels.Normalization;

/// <summary>dy lies in memory as it is.</summary>
internal readonly struct GradientInMemory<TLanes>(TLanes lanes) : IGradientSource<TLanes>
    where TLanes : struct, ILaneAccess
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLanes At(nint place) => lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next()
    {
    }
}
