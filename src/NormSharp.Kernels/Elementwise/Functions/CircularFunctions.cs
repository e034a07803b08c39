namespace NormSharp.Kernels.Elementwise.Functions;

/// <summary>sin x.</summary>
internal readonly struct Sin : ISlopedFunction
{
    public static double Apply(double x) => Math.Sin(x);

    public static double Slope(double x) => Math.Cos(x);
}

/// <summary>cos x.</summary>
internal readonly struct Cos : ISlopedFunction
{
    public static double Apply(double x) => Math.Cos(x);

    public static double Slope(double x) => -Math.Sin(x);
}

/// <summary>tan x.</summary>
internal readonly struct Tan : ISlopedFunction
{
    public static double Apply(double x) => Math.Tan(x);

    public static double Slope(double x) => 1 / (Math.Cos(x) * Math.Cos(x));
}

/// <summary>arcsin x; NaN beyond [−1, 1].</summary>
internal readonly struct Asin : ISlopedFunction
{
    public static double Apply(double x) => Math.Asin(x);

    public static double Slope(double x) => 1 / Math.Sqrt((1 - x) * (1 + x));
}

/// <summary>arccos x; NaN beyond [−1, 1].</summary>
internal readonly struct Acos : ISlopedFunction
{
    public static double Apply(double x) => Math.Acos(x);

    public static double Slope(double x) => -1 / Math.Sqrt((1 - x) * (1 + x));
}

/// <summary>arctan x.</summary>
internal readonly struct Atan : ISlopedFunction
{
    public static double Apply(double x) => Math.Atan(x);

    public static double Slope(double x) => 1 / (1 + (x * x));
}

/// <summary>sinh x.</summary>
internal readonly struct Sinh : ISlopedFunction
{
    public static double Apply(double x) => Math.Sinh(x);

    public static double Slope(double x) => Math.Cosh(x);
}

/// <summary>cosh x.</summary>
internal readonly struct Cosh : ISlopedFunction
{
    public static double Apply(double x) => Math.Cosh(x);

    public static double Slope(double x) => Math.Sinh(x);
}

/// <summary>arsinh x.</summary>
internal readonly struct Asinh : ISlopedFunction
{
    public static double Apply(double x) => Math.Asinh(x);

    public static double Slope(double x) => 1 / Math.Sqrt((x * x) + 1);
}

/// <summary>arcosh x; NaN below 1.</summary>
internal readonly struct Acosh : ISlopedFunction
{
    public static double Apply(double x) => Math.Acosh(x);

    public static double Slope(double x) => 1 / (Math.Sqrt(x - 1) * Math.Sqrt(x + 1));
}

/// <summary>artanh x; NaN beyond [−1, 1].</summary>
internal readonly struct Atanh : ISlopedFunction
{
    public static double Apply(double x) => Math.Atanh(x);

    public static double Slope(double x) => Math.Abs(x) > 1 ? double.NaN : 1 / ((1 - x) * (1 + x));
}
