namespace NormSharp.Primitives;

/// <summary>What lies outside of a plane that is sampled.</summary>
internal enum SamplingBorder
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>The entry at the border.</summary>
    Edge,

    /// <summary>The plane, mirrored.</summary>
    Mirror,
}
