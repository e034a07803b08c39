using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NormSharp.Kernels.Normalization;

/// <summary>
/// dy made from the gradient of the averages of 2×2 windows, for vectors of eight: each is four averages, twice in a row.
/// </summary>
/// <param name="averages">The first plane's averages.</param>
/// <param name="step">Floats from one plane's averages to those of the loop's next.</param>
/// <param name="places">For each vector of a plane, where its averages begin.</param>
internal unsafe struct SpreadGradient(float* averages, nint step, nint* places) : IGradientSource<SpreadLanes<Vector256<float>>>
{
    private float* _averages = averages;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly SpreadLanes<Vector256<float>> At(nint place)
    {
        Vector256<float> averages = Vector128.Load(_averages + places[place >> 3]).ToVector256Unsafe();
        return new(Avx2.PermuteVar8x32(Vector256.Create(0.25f) * averages, Vector256.Create(0, 0, 1, 1, 2, 2, 3, 3)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next() => _averages += step;
}
