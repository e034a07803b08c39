namespace NormSharp.Ops;

/// <summary>What given extents mean where they would change the picture's proportions.</summary>
internal enum ResizePolicy
{
    /// <summary>They are taken as they are.</summary>
    Stretch,

    /// <summary>One scale for all dimensions, so that none exceeds its extent.</summary>
    NotLarger,

    /// <summary>One scale for all dimensions, so that none falls short of its extent.</summary>
    NotSmaller,
}
