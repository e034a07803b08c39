namespace NormSharp.Kernels.Sampling;

/// <summary>Places as they stand in memory.</summary>
internal static unsafe class Places
{
    /// <summary>The coordinates of a place, in double.</summary>
    public static Span<double> Read(float* places, int point, Span<double> place)
    {
        for (int d = 0; d < place.Length; d++)
        {
            place[d] = places[((nint)point * place.Length) + d];
        }

        return place;
    }
}
