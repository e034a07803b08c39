using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Functions;

/// <summary>
/// A function of one number without a gradient of its own: <see cref="Stepwise{TFunction}"/> and
/// <see cref="PassedThrough{TFunction}"/> give it one.
/// </summary>
internal interface IPlainFunction
{
    /// <summary>f(x).</summary>
    TV Apply<TS, TV>(TV x)
        where TS : struct, ISimd<TV>
        where TV : struct;
}
