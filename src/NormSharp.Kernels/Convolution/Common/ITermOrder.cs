namespace NormSharp.Kernels.Convolution.Common;

/// <summary>Where the terms of a filter lie in its row of sums.</summary>
internal unsafe interface ITermOrder
{
    /// <summary>
    /// Rounds the numbers of a row of sums that lie in a block of it to a filter's terms in the order [channel, tap row, tap column].
    /// </summary>
    /// <param name="first">The block's first number.</param>
    /// <param name="count">Numbers of the block.</param>
    /// <param name="sums">The block.</param>
    /// <param name="terms">The filter's terms.</param>
    void Place(int first, int count, double* sums, float* terms);
}
