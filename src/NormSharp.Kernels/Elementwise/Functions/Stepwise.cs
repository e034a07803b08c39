using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Functions;

/// <summary>A function of steps: its slope is 0 wherever it has one.</summary>
/// <typeparam name="TFunction">The function.</typeparam>
internal readonly struct Stepwise<TFunction> : IEpilogue
    where TFunction : struct, IPlainFunction
{
    public static bool GradientNeedsInput => false;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        default(TFunction).Apply<TS, TV>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV x, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        TS.Zero;
}
