namespace NormSharp.Ops;

/// <summary>How values between places are found.</summary>
internal enum ResizeMode
{
    /// <summary>The nearest.</summary>
    Nearest,

    /// <summary>On a straight line between the two neighbours.</summary>
    Linear,

    /// <summary>On a cubic through the four neighbours (Keys 1981).</summary>
    Cubic,
}
