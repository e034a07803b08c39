namespace NormSharp.Kernels.Blocked;

/// <summary>Images of one layout in memory.</summary>
/// <param name="start">The first image, its border included.</param>
/// <param name="layout">How each lies.</param>
internal readonly unsafe struct BlockedImages(float* start, in BlockedLayout layout)
{
    private readonly float* _start = start + layout.Interior;

    /// <summary>Floats from an image to the next.</summary>
    public readonly nint ImageStride = layout.Length;

    /// <summary>Floats from a block to the next.</summary>
    public readonly nint BlockStride = layout.BlockStride;

    /// <summary>Floats from a row to the next.</summary>
    public readonly nint RowStride = layout.RowStride;

    /// <summary>Whether there is nothing.</summary>
    public bool IsEmpty => ImageStride == 0;

    /// <summary>The first column of a row; rows below 0 are the border's.</summary>
    public float* Row(int image, int block, int row) => _start + (image * ImageStride) + (block * BlockStride) + (row * RowStride);
}
