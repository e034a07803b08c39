using NormSharp.Kernels.Sampling;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Guarded.Walks;

/// <summary>Planes that are read at places inside, at their ends, and far outside.</summary>
internal sealed class SamplingWalk : IGuardedWalk
{
    public void Run(GuardedCase c)
    {
        SamplingGeometry g = Draw(c);
        int planes = g.Batch * g.Channels;
        Span<float> x = c.Floats(planes * g.PlaneLength), y = c.Floats(planes * g.Points);
        Span<float> places = c.Floats(g.Batch * g.Points * g.Rank), dPlaces = c.Floats(places.Length);
        bool fits = c.Coin();
        for (int i = 0; i < places.Length; i++)
        {
            int extent = g.Extent(i % g.Rank);
            places[i] = fits ? Fit(c, extent) : Place(c, extent);
        }

        string sizes = $"{g}, places {(fits ? "at ends" : "anywhere")}";
        c.Say("SamplingKernel.Forward", sizes);
        SamplingKernel.Forward(c.Team, g, x, places, y);
        c.Say("SamplingKernel.GradientPlaces", sizes);
        SamplingKernel.GradientPlaces(c.Team, g, x, places, y, dPlaces);
        c.Say("SamplingKernel.GradientInput", sizes);
        SamplingKernel.GradientInput(c.Team, g, places, y, x);
    }

    private static SamplingGeometry Draw(GuardedCase c)
    {
        while (true)
        {
            int batch = c.Extent(0, 5), channels = c.Random.Next(10) == 0 ? 2100 : c.Extent(0);
            int points = c.Random.Next(10) == 0 ? 2100 : c.Extent(0);
            int depth = c.Coin() ? 0 : c.Extent(1, 9);
            int height = c.Random.Next(10) == 0 ? 1 << 12 : c.Extent(), width = c.Random.Next(10) == 0 ? 1 << 15 : c.Extent();
            if (GuardedCase.IsSmall(batch, channels, Math.Max(1, depth), height, width)
                && GuardedCase.IsSmall(batch, channels, points, 16)
                && GuardedCase.IsSmall(batch, points, 16))
            {
                return new SamplingGeometry(batch, channels, points, height, width)
                {
                    Depth = depth,
                    Mode = c.Any<SamplingMode>(),
                    Border = c.Any<SamplingBorder>(),
                    EndsAtCenters = c.Coin(),
                };
            }
        }
    }

    /// <summary>A place from which the first or the last entry is read, or just no longer.</summary>
    private static float Fit(GuardedCase c, int extent)
    {
        float end = c.Any(-2f, -1, -0.5f, 0, extent - 2, extent - 1.5f, extent - 1, extent - 0.5f, extent, extent + 1);
        return c.Random.Next(3) switch
        {
            0 => MathF.BitDecrement(end),
            1 => MathF.BitIncrement(end),
            _ => end,
        };
    }

    private static float Place(GuardedCase c, int extent) => c.Random.Next(4) switch
    {
        0 => c.Random.Next(-9, extent + 9),
        1 => (c.Random.NextSingle() * 4 * extent) - (1.5f * extent),
        2 => c.Random.NextSingle() * (extent - 1),
        _ => (c.Coin() ? 1 : -1) * c.Any(
            1e5f, 1 << 30, 2147483648f, 4294967296f, 9.3e18f, 1e30f, float.MaxValue, float.PositiveInfinity, float.NaN, float.Epsilon),
    };
}
