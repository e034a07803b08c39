using System.Numerics;
using NormSharp.Kernels.Elementwise;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Reference;

/// <summary>The naive twin of <see cref="ActivationKernel"/>, one number at a time.</summary>
internal static class ReferenceActivation
{
    /// <summary>f(z).</summary>
    public static T Apply<T>(Activation activation, T z)
        where T : IFloatingPointIeee754<T> => activation.Kind switch
        {
            ActivationKind.Identity => z,
            ActivationKind.Relu => T.Max(z, T.Zero),
            ActivationKind.LeakyRelu => z > T.Zero ? z : T.CreateChecked(activation.Slope) * z,
            ActivationKind.Sigmoid => ReferenceMath.Sigmoid(z),
            ActivationKind.Tanh => T.Tanh(z),
            ActivationKind.Gelu => z * ReferenceMath.NormalDistribution(z),
            ActivationKind.Silu => z * ReferenceMath.Sigmoid(z),
            ActivationKind.Clip => T.Min(T.CreateChecked(activation.Upper), T.Max(T.CreateChecked(activation.Lower), z)),
            ActivationKind.HardSwish => z * T.Min(T.One, T.Max(T.Zero, (z / T.CreateChecked(6)) + T.CreateChecked(0.5))),
            ActivationKind.Elu => z > T.Zero ? z : T.CreateChecked(activation.Slope) * T.ExpM1(z),
            _ => throw new ArgumentOutOfRangeException(nameof(activation), activation.Kind, "Unknown activation."),
        };

    /// <summary>f′(z)·dy.</summary>
    public static T Gradient<T>(Activation activation, T z, T dy)
        where T : IFloatingPointIeee754<T> =>
        dy * Slope(activation, z);

    private static T Slope<T>(Activation activation, T z)
        where T : IFloatingPointIeee754<T>
    {
        T sigmoid = ReferenceMath.Sigmoid(z);
        return activation.Kind switch
        {
            ActivationKind.Identity => T.One,
            ActivationKind.Relu => z <= T.Zero ? T.Zero : T.One,
            ActivationKind.LeakyRelu => z > T.Zero ? T.One : T.CreateChecked(activation.Slope),
            ActivationKind.Sigmoid => sigmoid * (T.One - sigmoid),
            ActivationKind.Tanh => T.One - (T.Tanh(z) * T.Tanh(z)),
            ActivationKind.Gelu => ReferenceMath.NormalDistribution(z) + (z * ReferenceMath.NormalDensity(z)),
            ActivationKind.Silu => sigmoid * (T.One + (z * (T.One - sigmoid))),
            ActivationKind.Clip => z <= T.CreateChecked(activation.Lower) || z >= T.CreateChecked(activation.Upper) ? T.Zero : T.One,
            ActivationKind.HardSwish => z <= T.CreateChecked(-3) ? T.Zero
                : z >= T.CreateChecked(3) ? T.One : (z / T.CreateChecked(3)) + T.CreateChecked(0.5),
            ActivationKind.Elu => z > T.Zero ? T.One : T.CreateChecked(activation.Slope) * T.Exp(z),
            _ => throw new ArgumentOutOfRangeException(nameof(activation), activation.Kind, "Unknown activation."),
        };
    }
}
