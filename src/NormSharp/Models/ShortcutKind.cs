namespace NormSharp.Models;

/// <summary>What a residual network's shortcut does where the block has more filters or fewer positions than its input.</summary>
public enum ShortcutKind
{
    /// <summary>A 1×1 convolution with stride, and its normalization ("option B" of He et al. 2016).</summary>
    Projection,

    /// <summary>Every second row and column, with zeros for the channels that are missing; no parameters ("option A").</summary>
    ZeroPadding,
}
