namespace NormSharp.Kernels.Blocked.Tiles;

/// <summary>Where one tile reads and writes.</summary>
internal unsafe struct TilePlace
{
    /// <summary>The window of the first position.</summary>
    public float* Input;

    /// <summary>The filters of the tile, in the order of the steps.</summary>
    public float* Weight;

    /// <summary>A number for each filter.</summary>
    public float* Bias;

    /// <summary>What is added before the clamp; null for nothing.</summary>
    public float* Residual;

    /// <summary>The first position's outputs.</summary>
    public float* Output;
}
