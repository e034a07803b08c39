namespace NormSharp.Ops;

/// <summary>Where an entry i of the output stands in the input, for scale s = output / input. The names are ONNX's.</summary>
internal enum ResizeCoordinates
{
    /// <summary>(i + ½)/s − ½: both cover the same length.</summary>
    HalfPixel,

    /// <summary>The same around the middle, where the scale gives no whole number of entries.</summary>
    HalfPixelSymmetric,

    /// <summary>The same, and 0 where there is one output.</summary>
    PytorchHalfPixel,

    /// <summary>i·(input − 1)/(output − 1): the ends stand on each other.</summary>
    AlignCorners,

    /// <summary>i/s.</summary>
    Asymmetric,

    /// <summary>(i + ½)/s.</summary>
    TfHalfPixelForNn,

    /// <summary>The ends stand at the ends of a region of the input.</summary>
    TfCropAndResize,
}
