namespace NormSharp.Ops;

/// <summary>What stands in the margins of a padded tensor.</summary>
internal enum PaddingMode
{
    /// <summary>One value.</summary>
    Constant,

    /// <summary>The entries mirrored at the edge, which is not repeated.</summary>
    Reflect,

    /// <summary>The entry at the edge.</summary>
    Edge,

    /// <summary>The entries of the other end.</summary>
    Wrap,
}
