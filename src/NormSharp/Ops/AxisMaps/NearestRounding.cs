namespace NormSharp.Ops;

/// <summary>Which of two neighbours is the nearest.</summary>
internal enum NearestRounding
{
    /// <summary>The nearer, and the lower in the middle.</summary>
    PreferFloor,

    /// <summary>The nearer, and the upper in the middle.</summary>
    PreferCeil,

    /// <summary>The lower.</summary>
    Floor,

    /// <summary>The upper.</summary>
    Ceil,
}
