namespace NormSharp.Primitives;

/// <summary>
/// The extent of a batch as batch normalization sees it, [batch, channels, spatial] in memory order: a channel's values are
/// the <c>Batch · Spatial</c> numbers in its planes. It is judged when it is made.
/// </summary>
internal readonly record struct Planes
{
    /// <summary>Judges an extent, in 64 bits.</summary>
    /// <param name="batch">N, rows of the batch.</param>
    /// <param name="channels">C, values of γ and β.</param>
    /// <param name="spatial">The product of the dimensions after the channel; 1 for a 2-D input.</param>
    /// <exception cref="ArgumentException">One of the three is negative, or their product is too large.</exception>
    public Planes(int batch, int channels, int spatial)
    {
        if (batch < 0 || channels < 0 || spatial < 0)
        {
            throw new ArgumentException(
                $"The extent of a normalization is [{batch}, {channels}, {spatial}]; none of the three can be negative");
        }

        // An extent of zero must not hide what the product of the others would be.
        long numbers = SizeLimits.Product(Math.Max(batch, 1), Math.Max(channels, 1), Math.Max(spatial, 1));
        SizeLimits.InRange(numbers, 1, SizeLimits.Numbers, "A normalization's", "count of numbers");
        Batch = batch;
        Channels = channels;
        Spatial = spatial;
    }

    /// <summary>N, rows of the batch.</summary>
    public int Batch { get; }

    /// <summary>C, values of γ and β.</summary>
    public int Channels { get; }

    /// <summary>The product of the dimensions after the channel; 1 for a 2-D input.</summary>
    public int Spatial { get; }

    /// <summary>Numbers in the whole batch.</summary>
    public int Length => Batch * Channels * Spatial;

    /// <summary>Numbers that each channel's statistics are taken over.</summary>
    public int CountPerChannel => Batch * Spatial;
}
