namespace NormSharp.Kernels.Blocked;

/// <summary>What a window becomes.</summary>
internal enum BlockedPoolingKind
{
    /// <summary>The largest number; padding never wins.</summary>
    Max,

    /// <summary>The mean of what lies in the image.</summary>
    Mean,

    /// <summary>The mean, padding counted as zeros.</summary>
    PaddedMean,
}
