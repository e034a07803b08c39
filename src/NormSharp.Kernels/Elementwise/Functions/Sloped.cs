using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Functions;

/// <summary>A function without vector instructions: lane by lane, rounded once from double.</summary>
/// <typeparam name="TFunction">The function.</typeparam>
internal readonly struct Sloped<TFunction> : IEpilogue
    where TFunction : struct, ISlopedFunction
{
    public static bool GradientNeedsInput => true;

    public static bool GradientNeedsOutput => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Forward<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        LaneByLane.Apply<Value, TS, TV>(x, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TV Gradient<TS, TV>(TV x, TV y, TV dy)
        where TS : struct, ISimd<TV>
        where TV : struct =>
        LaneByLane.Apply<SlopeTimes, TS, TV>(x, dy);

    private readonly struct Value : IScalarFunction
    {
        public static float Apply(float a, float b) => (float)TFunction.Apply(a);
    }

    private readonly struct SlopeTimes : IScalarFunction
    {
        public static float Apply(float a, float b) => (float)(TFunction.Slope(a) * b);
    }
}
