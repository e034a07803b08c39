namespace NormSharp.Primitives;

/// <summary>How values between the entries of a plane are found.</summary>
internal enum SamplingMode
{
    /// <summary>On straight lines between neighbours.</summary>
    Linear,

    /// <summary>The nearest, and the even one in the middle.</summary>
    Nearest,

    /// <summary>On cubics with the coefficient −0.75.</summary>
    Cubic,
}
