using NormSharp.Backends;
using NormSharp.Inference;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Ops;
using NormSharp.Tensors;
using NormSharp.Tests.Transforms;

namespace NormSharp.Tests.Inference;

public class InferencePlanTests
{
    private static readonly InferencePlanOptions Exact = new() { FoldsNormalization = false };

    /// <summary>Folded, with the kernels of the layers.</summary>
    private static readonly InferencePlanOptions Plain = new() { MostImagesInBlocks = 0 };

    /// <summary>Those of small images; the others are of layers that plans run by their own forward passes.</summary>
    public static TheoryData<string> Models => [.. ModelCatalog.Names.Where(name => ModelCatalog.UsualInput(name).Height <= 32)];

    public static TheoryData<string> Published => [.. ModelCatalog.Names.Where(name => ModelCatalog.UsualInput(name).Height > 32)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Gives_what_the_model_gives_at_any_batch_size(string name)
    {
        Module model = ModelCatalog.Create(name, new ModelOptions { Dropout = 0.2 }).Randomized(positiveScales: true);
        var exact = InferencePlan.Compile(model, [32, 1, 28, 28], Exact);
        var folded = InferencePlan.Compile(model, [32, 1, 28, 28]);
        Assert.Empty(exact.Folded);
        Assert.Empty(folded.Unfolded);
        Assert.Equal(model.NamedModules().Count(entry => entry.Module is BatchNorm), folded.Folded.Count);
        foreach (int batch in (int[])[32, 1, 3, 32])
        {
            Tensor x = RandomTensor.Normal((ulong)batch, [batch, 1, 28, 28]);
            double[] expected = RandomState.Outputs(model, x, Backend.Default);
            Assert.Equal(expected, PlanOutputs.Of(exact, x));
            double difference = RandomState.Difference(expected, PlanOutputs.Of(folded, x));
            Expect.True(difference < 1e-5, $"{name}, batch {batch}: outputs differ by {difference:E2}");
        }
    }

    [Theory]
    [Trait("Category", "Exhaustive")]
    [MemberData(nameof(Published))]
    public void Published_models_give_what_they_give_layer_by_layer(string name)
    {
        Module model = ModelCatalog.Create(name, new ModelOptions { Input = (3, 64, 64) });
        model.Evaluate();
        Tensor x = RandomTensor.Normal(1, [2, 3, 64, 64]);
        double[] expected = RandomState.Outputs(model, x, Backend.Default);
        Assert.Equal(expected, PlanOutputs.Of(InferencePlan.Compile(model, [2, 3, 64, 64], Exact), x));
        double difference = RandomState.Difference(expected, PlanOutputs.Of(InferencePlan.Compile(model, [2, 3, 64, 64]), x));
        Expect.True(difference < 1e-5, $"{name}: outputs differ by {difference:E2}");
    }

    [Fact]
    public void More_samples_than_the_batch_go_in_parts()
    {
        Module model = ModelCatalog.Create("lenet-bn", new ModelOptions()).Randomized();
        Tensor x = RandomTensor.Normal(1, [11, 1, 28, 28]);
        Assert.Equal(
            RandomState.Outputs(model, x, Backend.Default), PlanOutputs.Of(InferencePlan.Compile(model, [4, 1, 28, 28], Exact), x));
    }

    [Theory]
    [InlineData("lenet-bn")]
    [InlineData("resnet20")]
    public void The_bits_do_not_depend_on_the_threads(string name)
    {
        Module model = ModelCatalog.Create(name, new ModelOptions()).Randomized(positiveScales: true);
        Tensor x = RandomTensor.Normal(1, [5, 1, 28, 28]);
        List<double[]> outputs = [];
        foreach (int threads in (int[])[1, 2, 4])
        {
            using var backend = new CpuBackend(threads);
            outputs.Add(PlanOutputs.Of(InferencePlan.Compile(model, [5, 1, 28, 28], new InferencePlanOptions { Backend = backend }), x));
        }

        Assert.Equal(outputs[0], outputs[1]);
        Assert.Equal(outputs[0], outputs[2]);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_run_makes_no_objects(string name)
    {
        using var backend = new CpuBackend(2);
        Module model = ModelCatalog.Create(name, new ModelOptions());
        foreach (bool folds in (bool[])[true, false])
        {
            var plan = InferencePlan.Compile(
                model, [3, 1, 28, 28], new InferencePlanOptions { FoldsNormalization = folds, Backend = backend });
            var input = new float[3 * 28 * 28];
            var output = new float[3 * 10];
            for (int warm = 0; warm < 3; warm++)
            {
                plan.Run(input, output);
            }

            // The runtime's own work (a lock that is contended for the first time, say) may fall into one round, never into all.
            Assert.Equal(0, Enumerable.Range(0, 10).Min(_ => BytesOf(plan, input, output)));
        }
    }

    [Fact]
    public void Activations_and_shortcuts_join_the_step_in_front()
    {
        var plan = InferencePlan.Compile(ModelCatalog.Create("resnet20", new ModelOptions { Input = (3, 32, 32) }), [1, 3, 32, 32], Plain);
        Assert.Equal(19 + 2 + 2, plan.Steps.Count);
        Assert.Equal(9, plan.Steps.Count(step => step.Operation == "Conv2d + residual + Relu"));
        Assert.Equal(10, plan.Steps.Count(step => step.Operation == "Conv2d + Relu"));
        Assert.Equal(2, plan.Steps.Count(step => step.Operation == "Conv2d"));
    }

    [Fact]
    public void A_plan_keeps_the_weights_that_it_was_made_with()
    {
        Module model = ModelCatalog.Create("lenet-bn", new ModelOptions()).Randomized();
        Tensor x = RandomTensor.Normal(1, [2, 1, 28, 28]);
        double[] before = RandomState.Outputs(model, x, Backend.Default);
        var plan = InferencePlan.Compile(model, [2, 1, 28, 28], Exact);
        model.Randomized(seed: 9);
        Assert.Equal(before, PlanOutputs.Of(plan, x));
    }

    [Fact]
    public void Compiling_leaves_the_model_as_it_is()
    {
        Module model = ModelCatalog.Create("lenet-bn", new ModelOptions { Dropout = 0.5 });
        model.Train();
        float[] before = [.. model.NamedBuffers().SelectMany(entry => entry.Buffer.ToArray())];
        InferencePlan.Compile(model, [2, 1, 28, 28]);
        Assert.All(model.NamedModules(), entry => Assert.True(entry.Module.IsTraining));
        Assert.Equal(before, model.NamedBuffers().SelectMany(entry => entry.Buffer.ToArray()));
    }

    [Fact]
    public void Layers_of_ones_own_run_by_their_forward_pass()
    {
        Sequential model = new Sequential(new Conv2d(1, 3, 3), new Doubling(), new Relu(), new Flatten(), new Linear(108, 4)).Randomized();
        Tensor x = RandomTensor.Normal(1, [3, 1, 8, 8]);
        var plan = InferencePlan.Compile(model, [3, 1, 8, 8], Plain);
        Assert.Contains(plan.Steps, step => step.Operation.Contains("own forward pass", StringComparison.Ordinal));
        Assert.Equal(RandomState.Outputs(model, x, Backend.Default), PlanOutputs.Of(plan, x));

        model.Train();
        var error = Assert.Throws<InvalidOperationException>(() => PlanOutputs.Of(plan, x));
        Assert.Contains("1 (Doubling) is in training mode", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Normalization_by_the_batchs_own_statistics_runs_by_its_forward_pass()
    {
        Sequential model = new Sequential(
            new Conv2d(1, 3, 3), new BatchNorm(3, new BatchNormOptions { TrackRunningStatistics = false }), new Relu()).Randomized();
        Tensor x = RandomTensor.Normal(1, [3, 1, 8, 8]);
        var plan = InferencePlan.Compile(model, [3, 1, 8, 8], Plain);
        Assert.Single(plan.Unfolded);
        Assert.Equal(RandomState.Outputs(model, x, Backend.Default), PlanOutputs.Of(plan, x));
    }

    [Fact]
    public void Means_far_from_zero_are_subtracted_exactly_where_they_are_not_folded()
    {
        var norm = new BatchNorm(2);
        norm.RunningMean!.AsSpan().Fill(1e4f);
        norm.RunningVariance!.AsSpan().Fill(1e-4f);
        Sequential model = new(norm, new Relu());
        model.Evaluate();
        Tensor x = RandomTensor.Normal(1, [4, 2, 5, 5], mean: 1e4f, deviation: 1e-2f);
        var plan = InferencePlan.Compile(model, [4, 2, 5, 5]);
        Assert.Equal(RandomState.Outputs(model, x, Backend.Default), PlanOutputs.Of(plan, x));
    }

    [Fact]
    public void What_a_plan_cannot_do_is_said()
    {
        Module model = ModelCatalog.Create("lenet-bn", new ModelOptions());
        var plan = InferencePlan.Compile(model, [2, 1, 28, 28]);
        Assert.Contains(
            "784 and 10",
            Assert.Throws<ArgumentException>(() => plan.Run(new float[783], new float[10])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => plan.Run(new float[784], new float[20]));
        Assert.Throws<ArgumentException>(() => InferencePlan.Compile(model, [0, 1, 28, 28]));
        Assert.Throws<LayerException>(() => InferencePlan.Compile(model, [1, 3, 28, 28]));
        Assert.Contains(
            "is the limit",
            Assert.Throws<ArgumentException>(
                () => InferencePlan.Compile(model, [1, 1, 28, 28], new InferencePlanOptions { MemoryLimit = 1000 })).Message,
            StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(
            () => InferencePlan.Compile(model, [1, 1, 28, 28], new InferencePlanOptions { Backend = new ReferenceBackend() }));
        Assert.Contains(
            "batch in the first dimension",
            Assert.Throws<NotSupportedException>(() => InferencePlan.Compile(new Sequential(new Turned(), new Relu()), [2, 3, 4])).Message,
            StringComparison.Ordinal);
        model.Observe(new Watcher());
        Assert.Contains(
            "observed",
            Assert.Throws<NotSupportedException>(() => InferencePlan.Compile(model, [1, 1, 28, 28])).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_disposed_plan_gives_its_memory_to_the_next_and_does_not_run()
    {
        using var backend = new CpuBackend(1);
        Module model = ModelCatalog.Create("lenet-bn", new ModelOptions()).Randomized();
        var options = new InferencePlanOptions { Backend = backend, FoldsNormalization = false };
        Tensor x = RandomTensor.Normal(1, [2, 1, 28, 28]);
        var first = InferencePlan.Compile(model, [2, 1, 28, 28], options);
        double[] expected = PlanOutputs.Of(first, x);
        first.Dispose();
        first.Dispose();
        Assert.Throws<ObjectDisposedException>(() => PlanOutputs.Of(first, x));
        using var second = InferencePlan.Compile(model, [2, 1, 28, 28], options);
        using var third = InferencePlan.Compile(model, [2, 1, 28, 28], options);
        PlanOutputs.Of(third, RandomTensor.Normal(2, [2, 1, 28, 28]));
        Assert.Equal(expected, PlanOutputs.Of(second, x));
    }

    /// <summary>One sample has no others that it could be mixed with.</summary>
    [Fact]
    public void A_plan_of_one_sample_may_have_it_in_any_dimension()
    {
        var model = new Sequential(new Turned(), new Relu());
        Tensor x = RandomTensor.Normal(1, [1, 3, 4]);
        model.Evaluate();
        using var plan = InferencePlan.Compile(model, [1, 3, 4]);
        Assert.Equal([3, 1, 4], plan.OutputShape.ToArray());
        Assert.Equal(RandomState.Outputs(model, x, Backend.Default), PlanOutputs.Of(plan, x));
    }

    private static long BytesOf(InferencePlan plan, float[] input, float[] output)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int run = 0; run < 3; run++)
        {
            plan.Run(input, output);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private sealed class Doubling : Module
    {
        protected override Tensor OnForward(Tensor x) => x * 2f;
    }

    private sealed class Turned : Module
    {
        protected override Tensor OnForward(Tensor x) => x.Transpose(0, 1);
    }

    private sealed class Watcher : IForwardObserver
    {
        public void OnForward(Module module, Tensor x, Tensor y)
        {
        }
    }

    [Fact]
    public void A_plan_that_is_entered_while_it_runs_throws_and_stays_usable()
    {
        var layer = new Calling();
        var model = new Sequential(layer, new Relu());
        model.Evaluate();
        InferencePlan plan = InferencePlan.Compile(model, [1, 2]);
        float[] output = new float[2];
        Exception? second = null;
        layer.Call = () =>
        {
            var thread = new Thread(() => second = Record.Exception(() => plan.Run([1, 2], new float[2])));
            thread.Start();
            thread.Join();
            Assert.Throws<InvalidOperationException>(plan.Dispose);
        };
        plan.Run([1, -2], output);
        Assert.Contains("one thread at a time", Assert.IsType<InvalidOperationException>(second).Message, StringComparison.Ordinal);
        layer.Call = null;
        plan.Run([1, -2], output);
        Assert.Equal([1, 0], output);
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
