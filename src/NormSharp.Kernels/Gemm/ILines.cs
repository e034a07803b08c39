namespace NormSharp.Kernels.Gemm;

/// <summary>Where the lines of B lie that a micro-kernel takes one after the other.</summary>
internal interface ILines
{
    /// <summary>Floats from the start to the line of a step.</summary>
    nint At(nint step);
}
