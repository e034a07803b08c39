namespace NormSharp.Kernels.Convolution.Common;

/// <summary>The sums lie in the order of the filter.</summary>
internal readonly unsafe struct SameOrder : ITermOrder
{
    public void Place(int first, int count, double* sums, float* terms)
    {
        for (int i = 0; i < count; i++)
        {
            terms[first + i] = (float)sums[i];
        }
    }
}
