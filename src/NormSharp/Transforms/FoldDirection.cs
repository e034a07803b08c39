namespace NormSharp.Transforms;

/// <summary>Where the layer stands that took a normalization over.</summary>
internal enum FoldDirection
{
    /// <summary>Before the normalization.</summary>
    IntoPreceding,

    /// <summary>After the normalization.</summary>
    IntoFollowing,
}
