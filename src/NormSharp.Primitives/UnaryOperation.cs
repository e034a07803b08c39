namespace NormSharp.Primitives;

/// <summary>Functions of one number.</summary>
internal enum UnaryOperation
{
    /// <summary>−x.</summary>
    Negate,

    /// <summary>|x|.</summary>
    Abs,

    /// <summary>x².</summary>
    Square,

    /// <summary>√x.</summary>
    Sqrt,

    /// <summary>1/x.</summary>
    Reciprocal,

    /// <summary>1/√x.</summary>
    ReciprocalSqrt,

    /// <summary>e^x.</summary>
    Exp,

    /// <summary>ln x.</summary>
    Log,

    /// <summary>−1, 0 or 1.</summary>
    Sign,
}
