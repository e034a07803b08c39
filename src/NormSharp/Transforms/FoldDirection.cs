namespace NormSharp.Transforms;

/// <summary>Where the layer stands that took a normalization over.</summary>
internal enum FoldDirection
{
    /// <summary>In front of the normalization.</summary>
    IntoPreceding,

    /// <summary>Behind the normalization.</summary>
    IntoFollowing,
}
