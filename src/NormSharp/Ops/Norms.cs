using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>p-norms, (Σ|x|ᵖ)^(1/p).</summary>
internal static class Norms
{
    /// <summary>|x|ᵖ for a whole p of at least 1, by products, which have a gradient at 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">p is below 1 or above 64.</exception>
    public static Tensor Power(Tensor x, int p)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(p, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(p, 64);
        if (p == 2)
        {
            return x.Square();
        }

        Tensor magnitude = x.Abs();
        Tensor power = magnitude;
        for (int i = 1; i < p; i++)
        {
            power *= magnitude;
        }

        return power;
    }

    /// <summary>x^(1/p) for x ≥ 0.</summary>
    public static Tensor Root(Tensor x, int p) => p switch
    {
        1 => x,
        2 => x.Sqrt(),
        _ => x.Log().Affine(1.0 / p, 0).Exp(),
    };

    /// <summary>The norm over some dimensions.</summary>
    public static Tensor Norm(Tensor x, int p, ReadOnlySpan<int> axes, bool keepDim) => Root(Power(x, p).Sum(axes, keepDim), p);
}
