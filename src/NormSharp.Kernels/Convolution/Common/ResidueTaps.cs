namespace NormSharp.Kernels.Convolution.Common;

/// <summary>
/// The taps of a filter that reach the input positions of one residue modulo the stride: position r + s·i met tap k at output
/// (r + s·i + padding − k·dilation) / s wherever that is whole, which is so for every (s / gcd(s, dilation))-th tap.
/// </summary>
internal readonly struct ResidueTaps
{
    private readonly int _residue;
    private readonly int _stride;
    private readonly int _firstOutput;
    private readonly int _outputStep;

    public ResidueTaps(int residue, int kernel, int stride, int padding, int dilation)
    {
        _residue = residue;
        _stride = stride;
        int divisor = GreatestCommonDivisor(stride, dilation);
        Period = stride / divisor;

        // residue + padding ≡ First·dilation modulo the stride: solved, not searched, since there are as many residues as the stride says.
        long start = (long)residue + padding;
        long first = start % divisor == 0 ? start / divisor % Period * Inverse(dilation / divisor, Period) % Period : Period;
        First = (int)Math.Min(first, Math.Min(kernel, Period));
        bool any = First < kernel && First < Period;
        Count = any ? ((kernel - 1 - First) / Period) + 1 : 0;
        _firstOutput = any ? (residue + padding - (First * dilation)) / stride : 0;
        _outputStep = any ? -(Period * dilation) / stride : 0;
    }

    /// <summary>The lowest tap.</summary>
    public int First { get; }

    /// <summary>From one tap to the next.</summary>
    public int Period { get; }

    /// <summary>How many taps; none where the stride is longer than the filter's reach.</summary>
    public int Count { get; }

    /// <summary>How outputs of the forward pass map to the input positions of the residue.</summary>
    public Axis Axis(int output, int input) => new(Count, _firstOutput, _outputStep, 1, output, (input - _residue + _stride - 1) / _stride);

    /// <summary>The output that a tap meets at the residue's first position.</summary>
    public int Output(int tap) => _firstOutput + (tap * _outputStep);

    /// <summary>The number that times <paramref name="a"/> is 1 modulo <paramref name="modulus"/>; they have no common divisor.</summary>
    private static long Inverse(long a, long modulus)
    {
        (long previous, long rest) = (a % modulus, modulus);
        (long factor, long next) = (1, 0);
        while (rest != 0)
        {
            long quotient = previous / rest;
            (previous, rest) = (rest, previous - (quotient * rest));
            (factor, next) = (next, factor - (quotient * next));
        }

        return ((factor % modulus) + modulus) % modulus;
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
