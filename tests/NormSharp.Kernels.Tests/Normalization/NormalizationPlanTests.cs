using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Normalization;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Kernels.Tests.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Normalization;

public sealed class NormalizationPlanTests
{
    private const string Channelwise = "channel-by-channel";
    private const string TwoPasses = "two-passes";

    /// <summary>An extent, threads, and what forward and gradient take with vectors of 128, 256 and 512 bits.</summary>
    public static TheoryData<object, int, string[], string[]> Choices => new()
    {
        // A cache holds the batch, so the forward pass gains nothing. LeNet's first channels of x and dy have 1.2 MB.
        { new Planes(256, 6, 576), 2, [TwoPasses, TwoPasses, TwoPasses], [TwoPasses, TwoPasses, TwoPasses] },
        { new Planes(128, 64, 64), 2, [TwoPasses, TwoPasses, TwoPasses], [Channelwise, Channelwise, Channelwise] },

        // A channel of 0.8 MB; of x and dy 1.6 MB, which only a fast shared cache is worth.
        { new Planes(64, 64, 3136), 2, [Channelwise, Channelwise, Channelwise], [Channelwise, Channelwise, TwoPasses] },
        { new Planes(128, 256, 196), 2, [Channelwise, Channelwise, Channelwise], [Channelwise, Channelwise, Channelwise] },

        // Channels of 3.2 MB: four threads read 12.8 MB of x at a time, but 25.6 MB of x and dy.
        { new Planes(64, 64, 12544), 4, [Channelwise, Channelwise, TwoPasses], [TwoPasses, TwoPasses, TwoPasses] },

        // Planes narrower than a vector, one channel for two threads, no batch.
        { new Planes(256, 120, 1), 2, [TwoPasses, TwoPasses, TwoPasses], [TwoPasses, TwoPasses, TwoPasses] },
        { new Planes(64, 1, 90_000), 2, [TwoPasses, TwoPasses, TwoPasses], [TwoPasses, TwoPasses, TwoPasses] },
        { new Planes(0, 8, 100), 2, [TwoPasses, TwoPasses, TwoPasses], [TwoPasses, TwoPasses, TwoPasses] },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public void An_extent_goes_where_its_machine_is_fastest(object given, int threads, string[] forward, string[] gradient)
    {
        var planes = (Planes)given;
        var problem = new BatchProblem(planes, threads);
        NormalizationPlan[] plans = [.. new[] { 4, 8, 16 }.Select(lanes => Plan(MachineDescription.Forced(lanes)))];
        Assert.Equal(forward, plans.Select(plan => plan.Forward.Choose(problem).Name));
        Assert.Equal(gradient, plans.Select(plan => plan.Gradient.Choose(problem).Name));
    }

    [Fact]
    public void The_page_has_these_choices_and_no_others()
    {
        IEnumerable<string> expected = Choices.Select(row => row.Data).Select(row =>
        {
            var planes = (Planes)row.Item1;
            return $"| {planes.Batch}×{planes.Channels}×{planes.Spatial} | {row.Item2} | {PlanPage.Names(row.Item3)} | "
                + $"{PlanPage.Names(row.Item4)} |";
        });
        Assert.Equal(expected, PlanPage.Rows("normalization.md", "| batch × channels × plane |"));
    }

    [Fact]
    public void Larger_caches_keep_larger_channels()
    {
        MachineDescription machine = MachineDescription.Forced(16);
        MachineDescription large = machine with { Caches = machine.Caches with { Level2 = 4 << 20 } };
        var problem = new BatchProblem(new Planes(64, 64, 3136), 2);
        Assert.Equal((TwoPasses, Channelwise), (Plan(machine).Gradient.Choose(problem).Name, Plan(large).Gradient.Choose(problem).Name));
    }

    [Fact]
    public void The_pooled_gradient_is_the_same_by_both_loops()
    {
        var planes = new Planes(8, 6, 576);
        var pooling = new PoolingGeometry(new(48, 24, 24, 2, 2, 2, 2));
        using var team = new ThreadTeam(2);
        if (!NormalizeGradient.TakesPooled(pooling, team.Machine))
        {
            return;
        }

        var data = new BatchNormCase(planes, new Activation(ActivationKind.Relu), mean: 3);
        double[] mean = new double[6], m2 = new double[6];
        ChannelStatistics.Compute(team, planes, data.X, mean, m2);
        double[] invStd = BatchNormCase.InvStd(m2, planes.CountPerChannel);
        float[] dPooled = Numbers.Random(7, pooling.OutputLength);
        float[][] dx = [.. Plan(team.Machine).Gradient.Algorithms.Select(algorithm =>
        {
            float[] result = new float[planes.Length];
            var affine = new ChannelAffine(mean, invStd, data.Gamma, data.Beta);
            algorithm.Run(
                team, planes, pooling, new(data.X, [], dPooled, affine, data.Activation), 8 * 576,
                new(new double[6], new double[6], result));
            return result;
        })];
        TestNumbers.AssertSameBits(dx[0], dx[1]);
        Assert.Contains(dx[0], value => value != 0);
    }

    private static NormalizationPlan Plan(MachineDescription machine) => new(machine, ForcedAlgorithms.None);
}
