namespace NormSharp.Models;

/// <summary>How feature maps are made smaller.</summary>
public enum PoolKind
{
    /// <summary>The mean of each window.</summary>
    Average,

    /// <summary>The maximum of each window.</summary>
    Max,
}
