using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace NormSharp.Kernels.Machine;

/// <summary>The widest vectors of floats that the runtime uses on this machine.</summary>
internal static class WidestVector
{
    /// <summary>Floats in a vector.</summary>
    public static int Lanes => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;

    /// <summary>Vector registers: 32 with AVX-512 and on 64-bit Arm, else 16.</summary>
    public static int Registers => Vector512.IsHardwareAccelerated || AdvSimd.Arm64.IsSupported ? 32 : 16;
}
