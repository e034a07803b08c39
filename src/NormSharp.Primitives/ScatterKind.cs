namespace NormSharp.Primitives;

/// <summary>What becomes of a number where another is put.</summary>
internal enum ScatterKind
{
    /// <summary>The new one replaces it.</summary>
    Set,

    /// <summary>They are added.</summary>
    Add,

    /// <summary>They are multiplied.</summary>
    Multiply,

    /// <summary>The larger stays.</summary>
    Max,

    /// <summary>The smaller stays.</summary>
    Min,
}
