namespace NormSharp.Primitives;

/// <summary>An activation function and its parameters.</summary>
/// <param name="Kind">Which function.</param>
/// <param name="Slope">
/// The slope for negative inputs of <see cref="ActivationKind.LeakyRelu"/>, and what <see cref="ActivationKind.Elu"/> tends to below 0,
/// negated; others do not read it.
/// </param>
public readonly record struct Activation(ActivationKind Kind, float Slope = 0.01f)
{
    /// <summary>f(z) = z.</summary>
    public static Activation Identity => new(ActivationKind.Identity);

    /// <summary>The least value of <see cref="ActivationKind.Clip"/>; others do not read it.</summary>
    public float Lower { get; init; }

    /// <summary>The greatest value of <see cref="ActivationKind.Clip"/>; others do not read it.</summary>
    public float Upper { get; init; }
}
