namespace NormSharp.Kernels.Convolution.DirectImages;

/// <summary>Some images whose products are added up together.</summary>
/// <param name="images">How many.</param>
/// <param name="plane">Outputs of a filter: whole vectors.</param>
/// <param name="gradientStride">Floats from one image's gradients to the next's.</param>
/// <param name="inputStride">Floats from one image's inputs to the next's.</param>
/// <param name="places">Where the input lies that the first tap meets, for each vector of outputs or each half of one.</param>
internal readonly unsafe struct ImageExtent(int images, nint plane, nint gradientStride, nint inputStride, nint* places)
{
    public readonly int Images = images;
    public readonly nint Plane = plane;
    public readonly nint GradientStride = gradientStride;
    public readonly nint InputStride = inputStride;
    public readonly nint* Places = places;
}
