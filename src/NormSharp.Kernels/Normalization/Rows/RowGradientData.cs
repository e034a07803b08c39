namespace NormSharp.Kernels.Normalization.Rows;

/// <summary>Where a row's gradient reads and writes: tensors, and a block's shares of dγ and dβ, or null.</summary>
internal readonly unsafe struct RowGradientData(int length, float* x, float* y, float* dy, float* dx, float* gammaShare, float* betaShare)
{
    public int Length { get; } = length;

    public float* X { get; } = x;

    public float* Y { get; } = y;

    public float* Dy { get; } = dy;

    public float* Dx { get; } = dx;

    public float* GammaShare { get; } = gammaShare;

    public float* BetaShare { get; } = betaShare;

    /// <summary>The same for one row of one block.</summary>
    public RowGradientData At(int row, int block)
    {
        nint at = (nint)row * Length;
        nint share = (nint)block * Length;
        return new RowGradientData(
            Length, X + at, Y == null ? null : Y + at, Dy + at, Dx + at, Offset(GammaShare, share), Offset(BetaShare, share));
    }

    private static float* Offset(float* memory, nint by) => memory == null ? null : memory + by;
}
