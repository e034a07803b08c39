namespace NormSharp.Primitives;

/// <summary>An activation function and its parameter.</summary>
/// <param name="Kind">Which function.</param>
/// <param name="Slope">The slope for negative inputs; only <see cref="ActivationKind.LeakyRelu"/> reads it.</param>
public readonly record struct Activation(ActivationKind Kind, float Slope = 0.01f)
{
    /// <summary>f(z) = z.</summary>
    public static Activation Identity => new(ActivationKind.Identity);
}
