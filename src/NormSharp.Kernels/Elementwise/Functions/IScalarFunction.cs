namespace NormSharp.Kernels.Elementwise.Functions;

/// <summary>A function of two numbers that has no vector instructions.</summary>
internal interface IScalarFunction
{
    static abstract float Apply(float a, float b);
}
