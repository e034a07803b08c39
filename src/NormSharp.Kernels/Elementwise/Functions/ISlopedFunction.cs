namespace NormSharp.Kernels.Elementwise.Functions;

/// <summary>A function of one number that has no vector instructions, computed in double.</summary>
internal interface ISlopedFunction
{
    /// <summary>f(x).</summary>
    static abstract double Apply(double x);

    /// <summary>f′(x).</summary>
    static abstract double Slope(double x);
}
