namespace NormSharp.Primitives;

/// <summary>Functions of two numbers; comparisons give 1 for true and 0 for false.</summary>
internal enum BinaryOperation
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a − b.</summary>
    Subtract,

    /// <summary>a · b.</summary>
    Multiply,

    /// <summary>a / b.</summary>
    Divide,

    /// <summary>The larger; NaN if either is NaN.</summary>
    Max,

    /// <summary>The smaller; NaN if either is NaN.</summary>
    Min,

    /// <summary>a = b.</summary>
    Equal,

    /// <summary>a ≠ b.</summary>
    NotEqual,

    /// <summary>a &lt; b.</summary>
    Less,

    /// <summary>a ≤ b.</summary>
    LessOrEqual,

    /// <summary>a &gt; b.</summary>
    Greater,

    /// <summary>a ≥ b.</summary>
    GreaterOrEqual,

    /// <summary>a to the power of b.</summary>
    Power,

    /// <summary>The whole part of a / b, as division of whole numbers gives it.</summary>
    TruncatingDivide,

    /// <summary>a − b·⌊a / b⌋: what is left has the sign of b.</summary>
    Modulo,

    /// <summary>a − b·trunc(a / b): what is left has the sign of a.</summary>
    Remainder,
}
