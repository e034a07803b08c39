using NormSharp.Kernels.Normalization;
using NormSharp.Kernels.Normalization.LocalResponse;
using NormSharp.Kernels.Normalization.Rows;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Guarded.Walks;

/// <summary>Normalization by channels, by rows and across channels, by every algorithm that accepts the extent.</summary>
internal sealed class NormalizationWalk : IGuardedWalk
{
    public void Run(GuardedCase c)
    {
        Planes planes;
        do
        {
            planes = new Planes(c.Extent(0, 40), c.Extent(0, 40), c.Random.Next(3) == 0 ? 1 : c.Extent() * c.Extent());
        }
        while (!GuardedCase.IsSmall(planes.Batch, planes.Channels, planes.Spatial));

        if (planes.CountPerChannel > 0)
        {
            Forward(c, planes);
            Gradient(c, planes);
        }

        Response(c, planes);
        Rows(c);
        Pooled(c);
    }

    private static void Forward(GuardedCase c, Planes planes)
    {
        Span<float> x = c.Floats(planes.Length), y = c.Floats(planes.Length), addend = c.FloatsOrNone(planes.Length);
        Span<double> mean = c.Doubles(planes.Channels), m2 = c.Doubles(planes.Channels), invStd = c.Doubles(planes.Channels);
        Span<float> gamma = c.FloatsOrNone(planes.Channels), beta = c.FloatsOrNone(planes.Channels);
        Activation activation = c.AnyActivation();
        string sizes = $"{planes}, {activation}, addend {addend.Length}";
        c.Say("ChannelStatistics.Compute", sizes);
        ChannelStatistics.Compute(c.Team, planes, x, mean, m2);
        c.Say("Normalize.Apply", sizes);
        Normalize.Apply(c.Team, planes, x, new(mean, invStd, gamma, beta), activation, y, addend);
        var problem = new BatchProblem(planes, c.Team.Threads);
        foreach (BatchForward algorithm in new NormalizationPlan(c.Machine, ForcedAlgorithms.None).Forward.Algorithms)
        {
            if (algorithm.Judge(problem).Accepts)
            {
                c.Say("NormalizeBatch.Apply", $"{algorithm.Name}, {sizes}");
                c.Note($"normalization-forward={algorithm.Name}");
                var spans = new BatchSpans
                {
                    X = x,
                    Epsilon = 1e-5,
                    Gamma = gamma,
                    Beta = beta,
                    Addend = addend,
                    Activation = activation,
                    Mean = mean,
                    M2 = m2,
                    InvStd = invStd,
                    Y = y,
                };
                NormalizeBatch.Apply(c.Team, planes, spans, algorithm);
            }
        }
    }

    private static void Gradient(GuardedCase c, Planes planes)
    {
        Activation activation = c.AnyActivation();
        Span<float> x = c.Floats(planes.Length), y = c.Floats(planes.Length), dy = c.Floats(planes.Length), dx = c.Floats(planes.Length);
        Span<double> mean = c.Doubles(planes.Channels), invStd = c.Doubles(planes.Channels);
        Span<double> dz = c.Doubles(planes.Channels), dzXHat = c.Doubles(planes.Channels);
        Span<float> gamma = c.FloatsOrNone(planes.Channels), beta = c.FloatsOrNone(planes.Channels);
        var spans = new GradientSpans(x, y, dy, new(mean, invStd, gamma, beta), activation);
        int count = planes.CountPerChannel;
        string sizes = $"{planes}, {activation}";
        var problem = new BatchProblem(planes, c.Team.Threads);
        foreach (BatchGradient algorithm in new NormalizationPlan(c.Machine, ForcedAlgorithms.None).Gradient.Algorithms)
        {
            if (algorithm.Judge(problem).Accepts)
            {
                c.Say("NormalizeGradient.OfBatch", $"{algorithm.Name}, {sizes}");
                c.Note($"normalization-gradient={algorithm.Name}");
                NormalizeGradient.OfBatch(c.Team, planes, spans, count, new(dz, dzXHat, dx), algorithm);
            }
        }

        c.Say("NormalizeGradient.Reduce", sizes);
        NormalizeGradient.Reduce(c.Team, planes, spans, dz, dzXHat);
        c.Say("NormalizeGradient.ThroughBatchStatistics", sizes);
        NormalizeGradient.ThroughBatchStatistics(c.Team, planes, spans, new(dz, dzXHat, count), dx);
        c.Say("NormalizeGradient.ThroughGroupStatistics", sizes);
        NormalizeGradient.ThroughGroupStatistics(c.Team, planes, spans, new(dz, dzXHat, count), dx);
        c.Say("NormalizeGradient.ThroughFixedStatistics", sizes);
        NormalizeGradient.ThroughFixedStatistics(c.Team, planes, spans, dx);
    }

    private static void Pooled(GuardedCase c)
    {
        int batch = c.Random.Next(1, 6), channels = c.Random.Next(1, 9);
        (int height, int width) = c.Any(
            (24, 24), (8, 24), (8, 8), (16, 8), (4, 16), (2, 32), (128, 32), (12, 24), (4, 8), (2, 16), (16, 40));
        var pooling = new PoolingGeometry(new(batch * channels, height, width, 2, 2, 2, 2));
        if (!NormalizeGradient.TakesPooled(pooling, c.Machine))
        {
            return;
        }

        var planes = new Planes(batch, channels, height * width);
        Activation activation = c.AnyActivation();
        Span<float> x = c.Floats(planes.Length), y = c.Floats(planes.Length), dy = c.Floats(pooling.OutputLength);
        Span<double> mean = c.Doubles(channels), invStd = c.Doubles(channels), dz = c.Doubles(channels), dzXHat = c.Doubles(channels);
        Span<float> gamma = c.FloatsOrNone(channels), beta = c.FloatsOrNone(channels), dx = c.Floats(planes.Length);
        c.Say("NormalizeGradient.OfPooledBatch", $"{planes}, {height}×{width}, {activation}");
        NormalizeGradient.OfPooledBatch(
            c.Team,
            planes,
            pooling,
            new(x, y, dy, new(mean, invStd, gamma, beta), activation),
            planes.CountPerChannel,
            new(dz, dzXHat, dx));
    }

    private static void Response(GuardedCase c, Planes planes)
    {
        var window = new ResponseWindow(c.Random.Next(6) == 0 ? 1 << 20 : c.Random.Next(1, 9), 0.1f, c.Coin() ? 0.75f : 0.6f, 1);
        Span<float> x = c.Floats(planes.Length), y = c.Floats(planes.Length), dy = c.Floats(planes.Length);
        c.Say("LocalResponseNormalization.Apply", $"{planes}, {window}");
        LocalResponseNormalization.Apply(c.Team, planes, window, x, y);
        c.Say("LocalResponseGradient.Apply", $"{planes}, {window}");
        LocalResponseGradient.Apply(c.Team, planes, window, x, dy, y);
    }

    private static void Rows(GuardedCase c)
    {
        var extent = new RowExtent(c.Extent(0, 60), c.Random.Next(8) == 0 ? 1000 : c.Extent());
        bool centered = c.Coin();
        Activation activation = c.AnyActivation();
        Span<float> x = c.Floats(extent.Length), y = c.Floats(extent.Length), dy = c.Floats(extent.Length), dx = c.Floats(extent.Length);
        Span<double> mean = c.Doubles(extent.Rows), invStd = c.Doubles(extent.Rows);
        Span<float> gamma = c.FloatsOrNone(extent.RowLength), beta = c.FloatsOrNone(extent.RowLength);
        c.Say("NormalizeRows.Apply", $"{extent}, centred {centered}, {activation}");
        var spans = new RowSpans
        {
            X = x,
            Epsilon = 1e-5,
            Gamma = gamma,
            Beta = beta,
            Activation = activation,
            Y = y,
            Mean = mean,
            InvStd = invStd,
        };
        NormalizeRows.Apply(c.Team, extent, centered, spans);
        Span<float> dGamma = c.FloatsOrNone(extent.RowLength), dBeta = c.FloatsOrNone(extent.RowLength);
        c.Say("NormalizeRowsGradient.Apply", $"{extent}, centred {centered}, {activation}");
        NormalizeRowsGradient.Apply(
            c.Team, extent, centered, new(x, y, dy, new(mean, invStd, gamma, beta), activation), dx, dGamma, dBeta);
    }
}
