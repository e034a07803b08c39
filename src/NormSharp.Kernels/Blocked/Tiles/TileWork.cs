namespace NormSharp.Kernels.Blocked.Tiles;

/// <summary>What all tiles of a convolution share.</summary>
/// <remarks>
/// A window falls into chunks: runs of numbers that lie at one distance from each other. Those of the last block of channels come last and
/// may be shorter, since it need not be full.
/// </remarks>
internal unsafe struct TileWork
{
    /// <summary>Where each chunk begins, in floats from the window's place.</summary>
    public nint* Offsets;

    /// <summary>The end of <see cref="Offsets"/>.</summary>
    public nint* End;

    /// <summary>How many chunks have <see cref="WholeSteps"/>; the others have <see cref="LastSteps"/>.</summary>
    public nint WholeChunks;

    /// <summary>Numbers of a chunk.</summary>
    public nint WholeSteps;

    /// <summary>Numbers of a chunk of the last block.</summary>
    public nint LastSteps;

    /// <summary>Floats from one number of a chunk to the next.</summary>
    public nint StepStride;

    /// <summary>Floats from the window of one position to that of the next.</summary>
    public nint PositionStride;

    /// <summary>Floats from one block of filters to the next in the output.</summary>
    public nint OutputBlock;

    /// <summary>The same in the residual.</summary>
    public nint ResidualBlock;

    /// <summary>Results are at least this.</summary>
    public float Low;

    /// <summary>Results are at most this.</summary>
    public float High;
}
