namespace NormSharp.Kernels.Random;

/// <summary>Long runs of a Philox stream.</summary>
internal static unsafe class PhiloxFill
{
    /// <summary>
    /// Writes word i of the stream as a uniform number in [0, 1) to <c>destination[i]</c>, for i from <paramref name="begin"/> (a
    /// multiple of 4) to <paramref name="end"/>.
    /// </summary>
    public static void UniformSingles(ulong seed, ulong stream, int begin, int end, float* destination)
    {
        int i = begin;
        for (; i <= end - 4; i += 4)
        {
            PhiloxBlock block = Philox.Block((ulong)i >> 2, stream, seed);
            destination[i] = Philox.UniformSingle(block[0]);
            destination[i + 1] = Philox.UniformSingle(block[1]);
            destination[i + 2] = Philox.UniformSingle(block[2]);
            destination[i + 3] = Philox.UniformSingle(block[3]);
        }

        var rest = new Philox(seed, stream, (ulong)i);
        for (; i < end; i++)
        {
            destination[i] = rest.NextSingle();
        }
    }
}
