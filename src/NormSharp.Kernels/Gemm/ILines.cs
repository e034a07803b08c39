namespace NormSharp.Kernels.Gemm;

/// <summary>Where the lines of B lie that a micro-kernel takes one after the other.</summary>
internal interface ILines
{
    /// <summary>Floats from the start to the line of a step, counted from the last <see cref="Skip"/>.</summary>
    nint At(nint step);

    /// <summary>Goes on by some steps.</summary>
    /// <returns>Floats by which the start has to be moved: none where a table tells places.</returns>
    nint Skip(nint steps);
}
