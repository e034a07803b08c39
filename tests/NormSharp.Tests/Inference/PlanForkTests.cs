using NormSharp.Backends;
using NormSharp.Inference;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Ops;
using NormSharp.Tensors;
using NormSharp.Tests.Transforms;

namespace NormSharp.Tests.Inference;

/// <summary>Several plans over the same weights, each with its own activations.</summary>
public class PlanForkTests
{
    private const int Threads = 4;

    [Theory]
    [InlineData("lenet-bn")]
    [InlineData("resnet20")]
    public void Forks_on_four_threads_give_the_bits_of_the_plan_alone(string name)
    {
        using var backend = new CpuBackend(2);
        Module model = ModelCatalog.Create(name, new ModelOptions()).Randomized(positiveScales: true);
        using var plan = InferencePlan.Compile(model, [3, 1, 28, 28], new InferencePlanOptions { Backend = backend });
        Tensor[] inputs = [.. Enumerable.Range(0, 8).Select(i => RandomTensor.Normal((ulong)i, [(i % 5) + 1, 1, 28, 28]))];
        double[][] expected = [.. inputs.Select(x => PlanOutputs.Of(plan, x))];

        // The plan itself, two that share its threads, and two that have their own.
        InferencePlan[] plans = [plan, plan.Fork(), plan.Fork(1), plan.Fork(2)];
        Together(plans.Length, who =>
        {
            for (int run = 0; run < 3 * inputs.Length; run++)
            {
                int i = (run + (2 * who)) % inputs.Length;
                Assert.Equal(expected[i], PlanOutputs.Of(plans[who], inputs[i]));
            }
        });
        Array.ForEach(plans, each => each.Dispose());
    }

    [Fact]
    public void A_fork_outlives_the_plan_and_keeps_its_weights()
    {
        Module model = ModelCatalog.Create("lenet-bn", new ModelOptions()).Randomized();
        Tensor x = RandomTensor.Normal(1, [2, 1, 28, 28]);
        var plan = InferencePlan.Compile(model, [2, 1, 28, 28]);
        double[] expected = PlanOutputs.Of(plan, x);
        InferencePlan early = plan.Fork();
        model.Randomized(seed: 9);
        InferencePlan late = plan.Fork(1);
        plan.Dispose();
        Assert.Throws<ObjectDisposedException>(() => plan.Fork());
        Assert.Throws<ObjectDisposedException>(() => plan.Fork(1));
        Assert.Equal(expected, PlanOutputs.Of(early, x));
        InferencePlan second = late.Fork();
        late.Dispose();
        Assert.Throws<ObjectDisposedException>(() => PlanOutputs.Of(late, x));
        Assert.Equal(expected, PlanOutputs.Of(second, x));
        Assert.Equal(expected, PlanOutputs.Of(early, x));
    }

    [Fact]
    public void A_fork_takes_memory_for_activations_alone()
    {
        using var backend = new CpuBackend(1);
        Module model = new Sequential(
            new Conv2d(3, 8, 3), new GroupNorm(2, 8), new Relu(), new Flatten(), new Linear(8 * 4 * 4, 20_000), new Linear(20_000, 10));
        model.Evaluate();
        using var plan = InferencePlan.Compile(model, [2, 3, 6, 6], new InferencePlanOptions { Backend = backend });
        long weights = sizeof(float) * model.ParameterCount();
        Expect.True(weights > 10 * plan.PeakBytes, $"the weights are {weights} bytes, the activations {plan.PeakBytes}");
        PlanOutputs.Of(plan, RandomTensor.Normal(1, [2, 3, 6, 6]));

        long lent = backend.MostBytes;
        long before = GC.GetAllocatedBytesForCurrentThread();
        using InferencePlan fork = plan.Fork();
        long made = GC.GetAllocatedBytesForCurrentThread() - before;
        Expect.True(backend.MostBytes - lent <= plan.PeakBytes * 9 / 8, $"the fork was lent {backend.MostBytes - lent} bytes");
        Expect.True(made < 2 * plan.PeakBytes, $"the fork made {made} bytes for activations of {plan.PeakBytes}");
        Assert.Equal(plan.PeakBytes, fork.PeakBytes);
        Assert.Equal(plan.Steps, fork.Steps);
        Assert.Same(plan.Folded, fork.Folded);
    }

    [Fact]
    public void A_warm_run_of_a_fork_makes_no_objects()
    {
        using var backend = new CpuBackend(2);
        Module model = ModelCatalog.Create("resnet20", new ModelOptions());
        using var plan = InferencePlan.Compile(model, [2, 1, 28, 28], new InferencePlanOptions { Backend = backend });
        InferencePlan[] forks = [plan.Fork(), plan.Fork(1), plan.Fork(2)];
        Together(forks.Length, who =>
        {
            (float[] input, float[] output) = (new float[2 * 28 * 28], new float[2 * 10]);
            long fewest = long.MaxValue;
            for (int round = 0; round < 12; round++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                forks[who].Run(input, output);
                fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            Assert.Equal(0, fewest);
        });
        Array.ForEach(forks, fork => fork.Dispose());
    }

    /// <summary>A layer of one's own may keep what it computes: forks take turns in it.</summary>
    [Fact]
    public void Forks_take_turns_in_a_layers_own_forward_pass()
    {
        var model = new Sequential(new Keeping(), new Relu());
        model.Evaluate();
        using var plan = InferencePlan.Compile(model, [1, 8]);
        InferencePlan[] forks = [.. Enumerable.Range(0, Threads).Select(i => i % 2 == 0 ? plan.Fork() : plan.Fork(1))];
        Together(Threads, who =>
        {
            float[] output = new float[8];
            for (int run = 0; run < 50; run++)
            {
                forks[who].Run([.. Enumerable.Repeat(who + 1f, 8)], output);
                Assert.All(output, value => Assert.Equal(2 * (who + 1f), value));
            }
        });
        Array.ForEach(forks, fork => fork.Dispose());
    }

    [Fact]
    public void A_fork_can_be_made_while_the_plan_runs()
    {
        var layer = new Calling();
        var model = new Sequential(new Relu(), layer);
        model.Evaluate();
        using var plan = InferencePlan.Compile(model, [1, 2]);
        InferencePlan? fork = null;
        layer.Call = () => fork = plan.Fork();
        plan.Run([1, -2], new float[2]);
        layer.Call = null;
        float[] output = new float[2];
        fork!.Run([3, -2], output);
        Assert.Equal([3, 0], output);
    }

    [Fact]
    public void What_a_fork_cannot_have_is_said()
    {
        using var plan = InferencePlan.Compile(new Sequential(new Relu()), [1, 2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.Fork(0));
    }

    private static void Together(int count, Action<int> work)
    {
        using var start = new Barrier(count);
        var failures = new Exception?[count];
        Thread[] threads =
        [
            .. Enumerable.Range(0, count).Select(who => new Thread(() =>
            {
                start.SignalAndWait();
                failures[who] = Record.Exception(() => work(who));
            })),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.All(failures, Assert.Null);
    }

    /// <summary>x + x by way of a field, which two threads at once would spoil.</summary>
    private sealed class Keeping : Module
    {
        private Tensor? _kept;

        protected override Tensor OnForward(Tensor x)
        {
            _kept = x;
            Thread.Yield();
            return x + _kept;
        }
    }

    private sealed class Calling : Module
    {
        public Action? Call { get; set; }

        protected override Tensor OnForward(Tensor x)
        {
            Call?.Invoke();
            return x;
        }
    }
}
