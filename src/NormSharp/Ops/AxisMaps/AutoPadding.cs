namespace NormSharp.Ops;

/// <summary>Where the padding of windows comes from.</summary>
internal enum AutoPadding
{
    /// <summary>It is given.</summary>
    Explicit,

    /// <summary>⌈input / stride⌉ outputs; what does not divide by 2 is padded after the input.</summary>
    SameUpper,

    /// <summary>⌈input / stride⌉ outputs; what does not divide by 2 is padded before the input.</summary>
    SameLower,
}
