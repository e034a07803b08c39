using NormSharp.Backends;
using NormSharp.Inference;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Tensors;
using NormSharp.Tests.Transforms;

namespace NormSharp.Tests.Inference;

/// <summary>Plans that measure the ways of their steps. The clock is made up, but for one test.</summary>
public sealed class PlanTuningTests : IDisposable
{
    private static readonly TuningEffort Least = new(TimeSpan.Zero, WarmRounds: 0, Rounds: 1);
    private static readonly TuningEffort Noisy = new(TimeSpan.Zero, WarmRounds: 1, Rounds: 9);

    private readonly string _folder = Directory.CreateTempSubdirectory("normsharp-tuning").FullName;
    private readonly CpuBackend _backend = new(2);

    private string Path => System.IO.Path.Combine(_folder, "tuning.json");

    public void Dispose()
    {
        _backend.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("lenet-bn", 1)]
    [InlineData("resnet20", 2)]
    public void Every_way_gives_what_the_layers_give(string name, int batch)
    {
        Module model = ModelCatalog.Create(name, new ModelOptions()).Randomized(positiveScales: true);
        Tensor x = RandomTensor.Normal(1, [batch, 1, 28, 28]);
        double[] expected = RandomState.Outputs(model, x, Backend.Default);
        var algorithms = new HashSet<string?>();
        for (int favourite = 1; favourite < 10; favourite++)
        {
            int way = favourite;
            var clock = new MadeUpClock((seen, _) => seen % 10 == way ? 50 : 100);
            using InferencePlan plan = Compile(model, [batch, 1, 28, 28], new PlanTuning(), clock);
            algorithms.UnionWith(plan.Steps.Select(step => step.Algorithm));
            double difference = RandomState.Difference(expected, PlanOutputs.Of(plan, x));
            Expect.True(difference < 1e-5, $"{name}, way {way}: outputs differ by {difference:E2}");
        }

        Expect.True(algorithms.Count > 2, $"tried were {string.Join(", ", algorithms)}");
    }

    [Fact]
    public void What_is_clearly_faster_is_kept_and_the_next_start_measures_nothing()
    {
        Module model = ModelCatalog.Create("resnet20", new ModelOptions()).Randomized(positiveScales: true);
        Tensor x = RandomTensor.Normal(1, [2, 1, 28, 28]);
        var first = new PlanTuning(Path);
        using InferencePlan plan = Compile(model, [2, 1, 28, 28], first, Favouring("implicit-gemm"));
        Expect.True(first.Measured > 5, $"{first.Measured} problems were measured");
        Assert.All(plan.Steps.Where(IsConvolution), step => Assert.Equal("implicit-gemm", step.Algorithm));

        var second = new PlanTuning(Path);
        var broken = new MadeUpClock((_, _) => throw new InvalidOperationException());
        using InferencePlan again = Compile(model, [2, 1, 28, 28], second, broken);
        Assert.Equal(0, second.Measured);
        Assert.Equal(plan.Steps, again.Steps);
        Assert.Equal(PlanOutputs.Of(plan, x), PlanOutputs.Of(again, x));
    }

    [Theory]
    [InlineData("blocks")]
    [InlineData("plain")]
    public void The_faster_layout_of_images_is_kept(string layout)
    {
        Module model = ModelCatalog.Create("lenet-bn", new ModelOptions()).Randomized(positiveScales: true);
        Tensor x = RandomTensor.Normal(1, [2, 1, 28, 28]);
        double[] expected = RandomState.Outputs(model, x, Backend.Default);
        var clock = new MadeUpClock((_, setting) => setting.Algorithm == layout ? 50 : 100);
        using var plan = InferencePlan.Compile(model, [2, 1, 28, 28], Options(new PlanTuning(Path), clock, Least));
        Assert.Equal(layout == "blocks", plan.Steps.Any(step => step.Operation is "into blocks" or "out of blocks"));
        double difference = RandomState.Difference(expected, PlanOutputs.Of(plan, x));
        Expect.True(difference < 1e-5, $"outputs differ by {difference:E2}");

        var second = new PlanTuning(Path);
        var broken = new MadeUpClock((_, _) => throw new InvalidOperationException());
        using var again = InferencePlan.Compile(model, [2, 1, 28, 28], Options(second, broken, Least));
        Assert.Equal(0, second.Measured);
        Assert.Equal(plan.Steps, again.Steps);
        Assert.Equal(PlanOutputs.Of(plan, x), PlanOutputs.Of(again, x));
    }

    [Fact]
    public void One_thread_is_taken_where_it_is_faster_and_gives_the_same_bits()
    {
        Module model = ModelCatalog.Create("lenet-bn", new ModelOptions()).Randomized(positiveScales: true);
        Tensor x = RandomTensor.Normal(1, [2, 1, 28, 28]);
        var clock = new MadeUpClock((_, setting) => setting.IsAlone ? 80 : 100);
        using InferencePlan alone = Compile(model, [2, 1, 28, 28], new PlanTuning(), clock);
        using InferencePlan all = Compile(model, [2, 1, 28, 28], new PlanTuning(), new MadeUpClock((_, _) => 100));
        Assert.All(alone.Steps, step => Assert.True(step.IsOnOneThread));
        Assert.All(all.Steps, step => Assert.False(step.IsOnOneThread));
        Assert.Equal(PlanOutputs.Of(all, x), PlanOutputs.Of(alone, x));
    }

    [Theory]
    [InlineData(0.97, 0.02, false)]
    [InlineData(0.80, 0.20, true)]
    [InlineData(1.00, 0.08, false)]
    public void The_usual_way_stays_unless_another_is_clearly_faster(double part, double noise, bool isTaken)
    {
        var random = new Random(5);
        var clock = new MadeUpClock((_, setting)
            => (setting.Algorithm == "implicit-gemm" ? part : 1) * 100 * (1 + (noise * (random.NextDouble() - 0.5))));
        Module model = new Sequential(new Conv2d(16, 16, 3, new Conv2dOptions { Padding = 1 }));
        model.Evaluate();
        using InferencePlan plan = Compile(model, [1, 16, 56, 56], new PlanTuning(), clock, Noisy);
        Assert.Equal(isTaken, Assert.Single(plan.Steps).Algorithm == "implicit-gemm");
    }

    [Fact]
    public void Forks_of_a_tuned_plan_take_its_ways()
    {
        Module model = ModelCatalog.Create("resnet20", new ModelOptions()).Randomized(positiveScales: true);
        Tensor x = RandomTensor.Normal(1, [2, 1, 28, 28]);
        using InferencePlan plan = Compile(model, [2, 1, 28, 28], new PlanTuning(), Favouring("implicit-gemm"));
        double[] expected = PlanOutputs.Of(plan, x);
        using InferencePlan fork = plan.Fork();
        using InferencePlan alone = plan.Fork(1);
        Assert.Equal(plan.Steps, fork.Steps);
        Parallel.Invoke(
            () => Assert.Equal(expected, PlanOutputs.Of(plan, x)),
            () => Assert.Equal(expected, PlanOutputs.Of(fork, x)),
            () => Assert.Equal(expected, PlanOutputs.Of(alone, x)));
    }

    [Fact]
    public void A_warm_run_of_a_tuned_plan_makes_no_objects()
    {
        Module model = ModelCatalog.Create("lenet-bn", new ModelOptions());
        var clock = new MadeUpClock((seen, _) => seen % 3 == 2 ? 50 : 100);
        using InferencePlan plan = Compile(model, [2, 1, 28, 28], new PlanTuning(), clock);
        Assert.Contains(plan.Steps, step => step.IsOnOneThread || step.Algorithm is not null);
        (float[] input, float[] output) = (new float[2 * 28 * 28], new float[2 * 10]);
        long fewest = long.MaxValue;
        for (int round = 0; round < 12; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            plan.Run(input, output);
            fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, fewest);
    }

    [Fact]
    public void The_machines_clock_measures_and_the_file_is_read_again()
    {
        Module model = ModelCatalog.Create("lenet-bn", new ModelOptions()).Randomized();
        Tensor x = RandomTensor.Normal(1, [1, 1, 28, 28]);
        double[] expected = RandomState.Outputs(model, x, Backend.Default);
        var first = new PlanTuning(Path);
        using InferencePlan plan = Compile(model, [1, 1, 28, 28], first, new TuningClock());
        var second = new PlanTuning(Path);
        using InferencePlan again = Compile(model, [1, 1, 28, 28], second, new TuningClock());
        Assert.NotEqual(0, first.Measured);
        Assert.Equal(0, second.Measured);
        Assert.Equal(PlanOutputs.Of(plan, x), PlanOutputs.Of(again, x));
        double difference = RandomState.Difference(expected, PlanOutputs.Of(plan, x));
        Expect.True(difference < 1e-5, $"outputs differ by {difference:E2}");
    }

    [Fact]
    public void Plans_of_several_threads_share_what_was_measured()
    {
        Module model = ModelCatalog.Create("lenet-bn", new ModelOptions()).Randomized();
        var tuning = new PlanTuning(Path);
        var clock = new MadeUpClock((_, _) => 100);
        Compile(model, [1, 1, 28, 28], tuning, clock).Dispose();
        int measured = tuning.Measured;
        Parallel.For(0, 4, _ => Compile(model, [1, 1, 28, 28], tuning, clock).Dispose());
        Assert.Equal(measured, tuning.Measured);
    }

    private static bool IsConvolution(InferenceStep step) => step.Operation.StartsWith("Conv2d", StringComparison.Ordinal);

    private static MadeUpClock Favouring(string algorithm) => new((_, setting) => setting.Algorithm == algorithm ? 50 : 100);

    private InferencePlan Compile(Module model, Shape input, PlanTuning tuning, ITuningClock clock, TuningEffort? effort = null)
        => InferencePlan.Compile(model, input, Options(tuning, clock, effort ?? Least) with { MostImagesInBlocks = 0 });

    private InferencePlanOptions Options(PlanTuning tuning, ITuningClock clock, TuningEffort effort)
        => new() { Backend = _backend, Tune = tuning, Tuner = new PlanTuner(clock, effort) };

    /// <summary>Runs a step, and tells a time by the number that its way of the problem has and by the way.</summary>
    private sealed class MadeUpClock(Func<int, StepSetting, double> time) : ITuningClock
    {
        private readonly Dictionary<string, List<StepSetting>> _seen = [];

        public double Time(string problem, StepSetting setting, Action step)
        {
            step();
            if (!_seen.TryGetValue(problem, out List<StepSetting>? ways))
            {
                _seen[problem] = ways = [];
            }

            if (!ways.Contains(setting))
            {
                ways.Add(setting);
            }

            return time(ways.IndexOf(setting), setting);
        }
    }
}
