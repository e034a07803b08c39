using NormSharp.Primitives;

namespace NormSharp.Backends;

/// <summary>Some places of one sample, so few that a weight for each of them and each entry of a plane takes little memory.</summary>
/// <param name="Sample">The sample.</param>
/// <param name="First">Its first place.</param>
/// <param name="Count">How many.</param>
internal readonly record struct SampledPoints(int Sample, int First, int Count)
{
    private const int MostWeights = 1 << 20;

    /// <summary>All places of all samples.</summary>
    public static IEnumerable<SampledPoints> Of(SamplingGeometry g)
    {
        int most = Math.Max(1, MostWeights / Math.Max(1, g.PlaneLength));
        for (int sample = 0; sample < g.Batch; sample++)
        {
            for (int first = 0; first < g.Points; first += most)
            {
                yield return new SampledPoints(sample, first, Math.Min(most, g.Points - first));
            }
        }
    }
}
