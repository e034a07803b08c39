namespace NormSharp.Primitives;

/// <summary>
/// The extent of a batch as batch normalization sees it, [batch, channels, spatial] in memory order: a channel's values are
/// the <c>Batch · Spatial</c> numbers in its planes.
/// </summary>
/// <param name="Batch">N, rows of the batch.</param>
/// <param name="Channels">C, values of γ and β.</param>
/// <param name="Spatial">The product of the dimensions after the channel; 1 for a 2-D input.</param>
internal readonly record struct Planes(int Batch, int Channels, int Spatial)
{
    /// <summary>Numbers in the whole batch.</summary>
    public int Length => checked(Batch * Channels * Spatial);

    /// <summary>Numbers that each channel's statistics are taken over.</summary>
    public int CountPerChannel => checked(Batch * Spatial);
}
