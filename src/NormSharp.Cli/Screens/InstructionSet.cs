using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace NormSharp.Cli.Screens;

/// <summary>The vectors that the kernels use in this process.</summary>
internal static class InstructionSet
{
    /// <summary>Bits of the widest vectors; 0 where there are none.</summary>
    public static int VectorBits =>
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    /// <summary>What they are called.</summary>
    public static string Name => VectorBits switch
    {
        512 => "AVX-512",
        256 => "AVX2",
        128 => AdvSimd.IsSupported ? "AdvSimd" : "SSE",
        _ => "no",
    };
}
