using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace NormSharp.Training;

/// <summary>Names the vector instruction sets that the runtime uses.</summary>
internal static class VectorSupport
{
    public static string[] Names() =>
    [
        .. new (string Name, bool Supported)[]
        {
            ("SSE4.2", Sse42.IsSupported),
            ("AVX", Avx.IsSupported),
            ("AVX2", Avx2.IsSupported),
            ("FMA", Fma.IsSupported),
            ("AVX512F", Avx512F.IsSupported),
            ("AVX512BW", Avx512BW.IsSupported),
            ("AVX512DQ", Avx512DQ.IsSupported),
            ("AVX512VL", Avx512F.VL.IsSupported),
            ("AdvSimd", AdvSimd.IsSupported),
        }
        .Where(set => set.Supported)
        .Select(set => set.Name),
    ];
}
