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

    /// <summary>The least whole number that is not below x.</summary>
    Ceiling,

    /// <summary>The greatest whole number that is not above x.</summary>
    Floor,

    /// <summary>The nearest whole number, ties to even.</summary>
    Round,

    /// <summary>The whole part of x.</summary>
    Truncate,

    /// <summary>erf x = 2/√π · ∫₀ˣ e^−t² dt.</summary>
    Erf,

    /// <summary>ln(1 + e^x).</summary>
    Softplus,

    /// <summary>x / (1 + |x|).</summary>
    Softsign,

    /// <summary>1 where x is NaN, else 0.</summary>
    IsNaN,

    /// <summary>The nearest number that IEEE 754 binary16 holds, ties to even; beyond its range an infinity.</summary>
    ToFloat16,

    /// <summary>The nearest number of the 8 significant bits of bfloat16, ties to even.</summary>
    ToBFloat16,

    /// <summary>The upper half of a binary32, which is the bfloat16 next to it towards 0: how ONNX's tests cast.</summary>
    CutToBFloat16,

    /// <summary>sin x, of radians.</summary>
    Sin,

    /// <summary>cos x, of radians.</summary>
    Cos,

    /// <summary>tan x, of radians.</summary>
    Tan,

    /// <summary>The angle in [−π/2, π/2] whose sine is x.</summary>
    Asin,

    /// <summary>The angle in [0, π] whose cosine is x.</summary>
    Acos,

    /// <summary>The angle in (−π/2, π/2) whose tangent is x.</summary>
    Atan,

    /// <summary>sinh x = (e^x − e^−x)/2.</summary>
    Sinh,

    /// <summary>cosh x = (e^x + e^−x)/2.</summary>
    Cosh,

    /// <summary>The number whose sinh is x.</summary>
    Asinh,

    /// <summary>The number from 0 on whose cosh is x.</summary>
    Acosh,

    /// <summary>The number whose tanh is x.</summary>
    Atanh,
}
