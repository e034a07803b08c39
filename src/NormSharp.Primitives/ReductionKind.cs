namespace NormSharp.Primitives;

/// <summary>What numbers are reduced to.</summary>
internal enum ReductionKind
{
    /// <summary>Σ x.</summary>
    Sum,

    /// <summary>Σ x / n.</summary>
    Mean,

    /// <summary>The largest; NaN if there is one.</summary>
    Max,

    /// <summary>The smallest; NaN if there is one.</summary>
    Min,

    /// <summary>Π x.</summary>
    Product,

    /// <summary>Σ x².</summary>
    SumOfSquares,

    /// <summary>Σ |x|.</summary>
    L1,

    /// <summary>√Σ x².</summary>
    L2,

    /// <summary>ln Σ x.</summary>
    LogOfSum,

    /// <summary>ln Σ e^x.</summary>
    LogSumExp,
}
