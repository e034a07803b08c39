using System.Runtime.InteropServices;
using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Normalization;
using NormSharp.Kernels.Parallel;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Normalization;

/// <summary>Statistics and normalization in one loop over channels, and both backward passes in one, give the bits of the passes one after the other.</summary>
public sealed class BatchPassesTests
{
    // This machine's vectors with the caches of a usual one: which loop runs does not depend on where the test runs.
    private static readonly MachineDescription Usual = MachineDescription.Forced(MachineDescription.Current.Lanes);

    public static TheoryData<int, int, int> Extents => new()
    {
        { 8, 6, 576 }, { 3, 5, 17 }, { 16, 12, 196 }, { 2, 4, 3136 }, { 40, 1, 16 }, { 1, 2, 9000 }, { 33, 31, 33 }, { 5, 7, 9 }, { 9, 120, 1 }, { 1, 1, 16 }, { 0, 3, 20 }, { 2, 8, 9001 },
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
                Passes found = Together(team, data);
                foreach ((Array Expected, Array Found) pair in expected.Pairs(found))
                {
                    Assert.Equal(pair.Expected, pair.Found);
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
        Passes found = Together(team, data);
        Assert.All(expected.Pairs(found), pair => Assert.True(Bytes(pair.Expected).SequenceEqual(Bytes(pair.Found))));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void Channels_of_convolutions_take_the_one_loop_and_others_do_not(int lanes)
    {
        bool sharesFastCache = lanes < 16;
        bool Worthwhile(Planes planes, int threads, int tensors = 1) => Together(planes, tensors, MachineDescription.Forced(lanes), threads);
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
        NormalizeBatch.Apply(team, planes, data.X, BatchNormCase.Epsilon, data.Gamma, data.Beta, addend, data.Activation, r.Mean, r.M2, r.InvStd, r.Y);
        Assert.Equal(expected, r.Y);
        float[] y = new float[planes.Length];
        Normalize.Apply(team, planes, data.X, plain.Mean, plain.InvStd, data.Gamma, data.Beta, data.Activation, y, addend);
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
            team, planes, x, 1e-5, [], [], new float[addend], Activation.Identity, c, new double[m2], c, new float[y]);
        Assert.Contains("addend", Assert.Throws<ArgumentException>(() => Call(119, 3, 120)).Message, StringComparison.Ordinal);
        Assert.Contains("m2", Assert.Throws<ArgumentException>(() => Call(0, 2, 120)).Message, StringComparison.Ordinal);
        Assert.Contains("y", Assert.Throws<ArgumentException>(() => Call(0, 3, 121)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => NormalizeGradient.OfBatch(team, planes, x, x, x, c, c, [], [], Activation.Identity, c, c, 0, x));
        Assert.Throws<ArgumentException>(() => NormalizeGradient.OfBatch(team, planes, x, x, x, c, c, [], [], Activation.Identity, c, new double[2], 40, x));
    }

    private static ReadOnlySpan<byte> Bytes(Array array) => MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(array), Buffer.ByteLength(array));

    private static bool Together(Planes planes, int tensors, MachineDescription machine, int threads)
        => new ColumnTasks(new ChannelLayout(planes, machine), tensors, machine, threads).AreWorthwhile;

    private static Passes Apart(ThreadTeam team, BatchNormCase data)
    {
        var r = new Passes(data.Planes);
        ChannelStatistics.Compute(team, data.Planes, data.X, r.Mean, r.M2);
        BatchNormCase.InvStd(r.M2, data.Planes.CountPerChannel).CopyTo(r.InvStd, 0);
        Normalize.Apply(team, data.Planes, data.X, r.Mean, r.InvStd, data.Gamma, data.Beta, data.Activation, r.Y);
        if (data.Planes.Length > 0)
        {
            NormalizeGradient.Reduce(team, data.Planes, data.X, r.Y, data.Dy, r.Mean, r.InvStd, data.Gamma, data.Beta, data.Activation, r.SumDz, r.SumDzXHat);
            NormalizeGradient.ThroughBatchStatistics(
                team, data.Planes, data.X, r.Y, data.Dy, r.Mean, r.InvStd, data.Gamma, data.Beta, data.Activation, r.SumDz, r.SumDzXHat, data.Planes.CountPerChannel, r.Dx);
        }

        return r;
    }

    private static Passes Together(ThreadTeam team, BatchNormCase data)
    {
        var r = new Passes(data.Planes);
        var tiling = new ReductionTiling(new ChannelLayout(data.Planes, team.Machine));
        if (tiling.Layout.AcrossColumns || data.Planes.Length == 0)
        {
            NormalizeBatch.Apply(
                team, data.Planes, data.X, BatchNormCase.Epsilon, data.Gamma, data.Beta, [], data.Activation, r.Mean, r.M2, r.InvStd, r.Y);
        }
        else
        {
            // By columns also where that is not worthwhile.
            var tasks = new ColumnTasks(tiling.Layout, tensors: 1, team.Machine, team.Threads);
            NormalizeBatch.ByColumns(
                team, tiling, tasks, data.X, BatchNormCase.Epsilon, data.Gamma, data.Beta, [], data.Activation, r.Mean, r.M2, r.InvStd, r.Y);
        }

        if (data.Planes.Length > 0)
        {
            NormalizeGradient.OfBatch(
                team, data.Planes, data.X, r.Y, data.Dy, r.Mean, r.InvStd, data.Gamma, data.Beta, data.Activation, r.SumDz, r.SumDzXHat, data.Planes.CountPerChannel, r.Dx);
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
            (Mean, found.Mean), (M2, found.M2), (InvStd, found.InvStd), (SumDz, found.SumDz), (SumDzXHat, found.SumDzXHat), (Y, found.Y), (Dx, found.Dx),
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
