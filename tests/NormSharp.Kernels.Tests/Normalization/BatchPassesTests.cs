using System.Runtime.InteropServices;
using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Normalization;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Normalization;

/// <summary>
/// Statistics and normalization in one loop over channels, and both backward passes in one, give the bits of the passes one after the
/// other.
/// </summary>
public sealed class BatchPassesTests
{
    // This machine's vectors with the caches of a usual one: which loop runs does not depend on where the test runs.
    private static readonly MachineDescription Usual = MachineDescription.Forced(MachineDescription.Current.Lanes);

    public static TheoryData<int, int, int> Extents => new()
    {
        { 8, 6, 576 }, { 3, 5, 17 }, { 16, 12, 196 }, { 2, 4, 3136 }, { 40, 1, 16 }, { 1, 2, 9000 }, { 33, 31, 33 }, { 5, 7, 9 },
        { 9, 120, 1 }, { 1, 1, 16 }, { 0, 3, 20 }, { 2, 8, 9001 },
    };

    [Theory]
    [MemberData(nameof(Extents))]
    public void One_loop_gives_the_bits_of_two(int batch, int channels, int spatial)
    {
        var planes = new Planes(batch, channels, spatial);
        foreach (ActivationKind kind in new[] { ActivationKind.Relu, ActivationKind.Identity, ActivationKind.Sigmoid, ActivationKind.Gelu })
        {
            var data = new BatchNormCase(planes, new Activation(kind), mean: 3, affine: kind != ActivationKind.Identity);
            using var one = new ThreadTeam(1);
            Passes expected = Apart(one, data);
            foreach (int threads in new[] { 1, 2, 3 })
            {
                using var team = new ThreadTeam(threads);
                foreach (string algorithm in new[] { "channel-by-channel", "two-passes" })
                {
                    foreach ((Array Expected, Array Found) pair in expected.Pairs(Together(team, data, algorithm)))
                    {
                        Assert.Equal(pair.Expected, pair.Found);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(33, 64, 2001, ActivationKind.Relu, 2)]
    [InlineData(39, 90, 1237, ActivationKind.Sigmoid, 3)]
    [InlineData(11, 40, 9604, ActivationKind.Identity, 2)]
    [InlineData(94, 112, 400, ActivationKind.Gelu, 1)]
    [InlineData(3, 160, 9000, ActivationKind.Relu, 2)]
    [InlineData(200, 256, 99, ActivationKind.Relu, 2)]
    public void Tensors_that_caches_do_not_hold_give_the_same(int batch, int channels, int spatial, ActivationKind kind, int threads)
    {
        var planes = new Planes(batch, channels, spatial);
        var data = new BatchNormCase(planes, new Activation(kind), mean: 3, affine: kind != ActivationKind.Identity);
        using var team = new ThreadTeam(threads, Usual);
        Assert.True(new ChannelLayout(planes, Usual).IsBeyondCaches && Together(planes, tensors: 2, Usual, threads));
        Passes expected = Apart(team, data);
        Passes found = Together(team, data, "channel-by-channel");
        Assert.All(expected.Pairs(found), pair => Assert.True(Bytes(pair.Expected).SequenceEqual(Bytes(pair.Found))));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void Channels_of_convolutions_take_the_one_loop_and_others_do_not(int lanes)
    {
        bool sharesFastCache = lanes < 16;
        bool Worthwhile(Planes planes, int threads, int tensors = 1) =>
            Together(planes, tensors, MachineDescription.Forced(lanes), threads);
        Assert.True(Worthwhile(new Planes(64, 64, 3136), threads: 2));
        Assert.Equal(sharesFastCache, Worthwhile(new Planes(64, 64, 3136), threads: 2, tensors: 2));
        Assert.Equal(sharesFastCache, Worthwhile(new Planes(64, 64, 12544), threads: 2, tensors: 2));
        Assert.Equal(sharesFastCache, Worthwhile(new Planes(64, 64, 12544), threads: 4));
        Assert.False(Worthwhile(new Planes(64, 64, 12544), threads: 4, tensors: 2));
        Assert.False(Worthwhile(new Planes(64, 20, 3136), threads: 2, tensors: 2));
        Assert.True(Worthwhile(new Planes(128, 256, 196), threads: 2));
        Assert.True(Worthwhile(new Planes(256, 6, 576), threads: 2));
        Assert.True(Worthwhile(new Planes(16, 12, 196), threads: 3));
        Assert.False(Worthwhile(new Planes(256, 120, 1), threads: 2));
        Assert.False(Worthwhile(new Planes(256, 6, 576), threads: 5));
        Assert.False(Worthwhile(new Planes(64, 1, 3136), threads: 2));
        Assert.False(Worthwhile(new Planes(64, 8, 100_000), threads: 2));
        Assert.False(Worthwhile(new Planes(0, 8, 100), threads: 2));
    }

    [Theory]
    [InlineData(64, 64, 3136, true)]
    [InlineData(128, 64, 64, false)]
    public void Batches_beyond_16_MB_are_beyond_the_caches(int batch, int channels, int spatial, bool expected)
        => Assert.Equal(expected, new ChannelLayout(new Planes(batch, channels, spatial), MachineDescription.Forced(16)).IsBeyondCaches);

    [Theory]
    [InlineData(8, 6, 65)]
    [InlineData(7, 4, 9)]
    [InlineData(64, 1, 100)]
    public void An_addend_comes_before_the_activation(int batch, int channels, int spatial)
    {
        var planes = new Planes(batch, channels, spatial);
        var data = new BatchNormCase(planes, new Activation(ActivationKind.Relu));
        float[] addend = Numbers.Random(9, planes.Length);
        using var team = new ThreadTeam(2);
        Passes plain = Apart(team, new BatchNormCase(planes, Activation.Identity));
        float[] expected = [.. plain.Y.Zip(addend, (z, a) => Math.Max(z + a, 0))];
        var r = new Passes(planes);
        NormalizeBatch.Apply(team, planes,
            new BatchSpans
            {
                X = data.X,
                Epsilon = BatchNormCase.Epsilon,
                Gamma = data.Gamma,
                Beta = data.Beta,
                Addend = addend,
                Activation = data.Activation,
                Mean = r.Mean,
                M2 = r.M2,
                InvStd = r.InvStd,
                Y = r.Y,
            });
        Assert.Equal(expected, r.Y);
        float[] y = new float[planes.Length];
        Normalize.Apply(team, planes, data.X, new(plain.Mean, plain.InvStd, data.Gamma, data.Beta), data.Activation, y, addend);
        Assert.Equal(expected, y);
    }

    [Fact]
    public void Spans_that_do_not_fit_are_named()
    {
        using var team = new ThreadTeam(1);
        var planes = new Planes(2, 3, 20);
        float[] x = new float[120];
        double[] c = new double[3];
        void Call(int addend, int m2, int y) => NormalizeBatch.Apply(
            team,
            planes,
            new BatchSpans
            {
                X = x,
                Epsilon = 1e-5,
                Gamma = [],
                Beta = [],
                Addend = new float[addend],
                Activation = Activation.Identity,
                Mean = c,
                M2 = new double[m2],
                InvStd = c,
                Y = new float[y],
            });
        Assert.Contains("addend", Assert.Throws<ArgumentException>(() => Call(119, 3, 120)).Message, StringComparison.Ordinal);
        Assert.Contains("m2", Assert.Throws<ArgumentException>(() => Call(0, 2, 120)).Message, StringComparison.Ordinal);
        Assert.Contains("y", Assert.Throws<ArgumentException>(() => Call(0, 3, 121)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            () => NormalizeGradient.OfBatch(team, planes, new(x, x, x, new(c, c, [], []), Activation.Identity), 0, new(c, c, x)));
        Assert.Throws<ArgumentException>(() => NormalizeGradient.OfBatch(
            team, planes, new(x, x, x, new(c, c, [], []), Activation.Identity), 40, new(c, new double[2], x)));
    }

    private static ReadOnlySpan<byte> Bytes(Array array) =>
        MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(array), Buffer.ByteLength(array));

    private static bool Together(Planes planes, int tensors, MachineDescription machine, int threads)
        => new ColumnTasks(new ChannelLayout(planes, machine), tensors, machine, threads).Judge().Pays;

    private static Passes Apart(ThreadTeam team, BatchNormCase data)
    {
        var r = new Passes(data.Planes);
        ChannelStatistics.Compute(team, data.Planes, data.X, r.Mean, r.M2);
        BatchNormCase.InvStd(r.M2, data.Planes.CountPerChannel).CopyTo(r.InvStd, 0);
        Normalize.Apply(team, data.Planes, data.X, new(r.Mean, r.InvStd, data.Gamma, data.Beta), data.Activation, r.Y);
        if (data.Planes.Length > 0)
        {
            var affine = new ChannelAffine(r.Mean, r.InvStd, data.Gamma, data.Beta);
            var spans = new GradientSpans(data.X, r.Y, data.Dy, affine, data.Activation);
            NormalizeGradient.Reduce(team, data.Planes, spans, r.SumDz, r.SumDzXHat);
            NormalizeGradient.ThroughBatchStatistics(
                team,
                data.Planes,
                spans,
                new(r.SumDz, r.SumDzXHat, data.Planes.CountPerChannel),
                r.Dx);
        }

        return r;
    }

    /// <summary>By one algorithm, also where it does not pay, or by the one that is chosen where it cannot.</summary>
    private static Passes Together(ThreadTeam team, BatchNormCase data, string algorithm)
    {
        var r = new Passes(data.Planes);
        var plan = new NormalizationPlan(team.Machine, ForcedAlgorithms.None);
        var problem = new BatchProblem(data.Planes, team.Threads);
        BatchForward? forward = plan.Forward.Named(algorithm);
        BatchGradient? gradient = plan.Gradient.Named(algorithm);
        (forward, gradient) = (forward.Judge(problem).Accepts ? forward : null, gradient.Judge(problem).Accepts ? gradient : null);
        var spans = new BatchSpans
        {
            X = data.X,
            Epsilon = BatchNormCase.Epsilon,
            Gamma = data.Gamma,
            Beta = data.Beta,
            Activation = data.Activation,
            Mean = r.Mean,
            M2 = r.M2,
            InvStd = r.InvStd,
            Y = r.Y,
        };
        NormalizeBatch.Apply(team, data.Planes, spans, forward);
        if (data.Planes.Length > 0)
        {
            var affine = new ChannelAffine(r.Mean, r.InvStd, data.Gamma, data.Beta);
            NormalizeGradient.OfBatch(
                team,
                data.Planes,
                new(data.X, r.Y, data.Dy, affine, data.Activation),
                data.Planes.CountPerChannel,
                new(r.SumDz, r.SumDzXHat, r.Dx),
                gradient);
        }

        return r;
    }

    /// <summary>What both passes leave, filled with numbers that none of them gives.</summary>
    private sealed class Passes(Planes planes)
    {
        public double[] Mean { get; } = Filled<double>(planes.Channels);

        public double[] M2 { get; } = Filled<double>(planes.Channels);

        public double[] InvStd { get; } = Filled<double>(planes.Channels);

        public double[] SumDz { get; } = Filled<double>(planes.Channels);

        public double[] SumDzXHat { get; } = Filled<double>(planes.Channels);

        public float[] Y { get; } = Filled<float>(planes.Length);

        public float[] Dx { get; } = Filled<float>(planes.Length);

        public IEnumerable<(Array Expected, Array Found)> Pairs(Passes found) =>
        [
            (Mean, found.Mean), (M2, found.M2), (InvStd, found.InvStd), (SumDz, found.SumDz), (SumDzXHat, found.SumDzXHat),
            (Y, found.Y), (Dx, found.Dx),
        ];

        private static T[] Filled<T>(int length)
            where T : System.Numerics.INumber<T>
        {
            var values = new T[length];
            Array.Fill(values, T.CreateChecked(12345));
            return values;
        }
    }
}
