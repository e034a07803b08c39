namespace NormSharp.Layers;

/// <summary>The settings of an <see cref="RmsNorm"/>.</summary>
public sealed record RmsNormOptions
{
    /// <summary>What PyTorch takes where no ε is given: the distance from 1 to the next float32.</summary>
    public const double MachineEpsilon = 1.1920928955078125e-7;

    /// <summary>ε, added to the mean square under the root.</summary>
    public double Epsilon { get; init; } = MachineEpsilon;

    /// <summary>Whether there is γ, and β with <see cref="Bias"/>.</summary>
    public bool Affine { get; init; } = true;

    /// <summary>Whether there is β too, which neither the paper nor PyTorch has; without <see cref="Affine"/> there is none.</summary>
    public bool Bias { get; init; }
}
