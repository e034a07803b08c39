using NormSharp.Primitives;

namespace NormSharp.Kernels.Sampling;

/// <summary>The entries of a plane that a place is interpolated from, with their weights.</summary>
internal static class PointTaps
{
    /// <summary>The most entries of a place: four along each of three dimensions.</summary>
    public const int Most = 64;

    /// <summary>Finds them.</summary>
    /// <param name="g">How planes are sampled.</param>
    /// <param name="place">The place, a coordinate a dimension.</param>
    /// <param name="along">Whose coordinate's derivative the weights are; −1 for the weights themselves.</param>
    /// <param name="sources">Receives where the entries stand in the plane, at most <see cref="Most"/>.</param>
    /// <param name="weights">Receives their weights.</param>
    /// <returns>How many; entries that count as zero are left out.</returns>
    public static int Of(in SamplingGeometry g, ReadOnlySpan<double> place, int along, Span<int> sources, Span<double> weights)
    {
        (sources[0], weights[0]) = (0, 1);
        int count = 1;
        Span<int> wider = stackalloc int[Most];
        Span<double> heavier = stackalloc double[Most];
        for (int d = 0; d < place.Length; d++)
        {
            int extent = g.Extent(d);
            var taps = new AxisTaps(g, extent, place[d]);
            int found = 0;
            for (int i = 0; i < count; i++)
            {
                for (int t = 0; t < taps.Count; t++)
                {
                    if (taps.Sources[t] >= 0)
                    {
                        wider[found] = (sources[i] * extent) + taps.Sources[t];
                        heavier[found] = weights[i] * (d == along ? taps.Changes[t] : taps.Weights[t]);
                        found++;
                    }
                }
            }

            wider[..found].CopyTo(sources);
            heavier[..found].CopyTo(weights);
            count = found;
        }

        return count;
    }
}
