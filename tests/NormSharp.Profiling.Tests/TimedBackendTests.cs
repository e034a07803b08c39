using System.Reflection;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Inference;
using NormSharp.Models;
using NormSharp.Training;
using Module = NormSharp.Layers.Module;

namespace NormSharp.Profiling.Tests;

public sealed class TimedBackendTests
{
    private const int BatchSize = 16;
    private const int Steps = 3;
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

    [Fact]
    public void Every_operation_is_handed_on()
    {
        // One that is not would run the composed default, whose time says nothing about the kernel.
        using var plain = new CpuBackend(1);
        using var timed = new TimedBackend(plain, new KernelTimes());
        PropertyInfo[] families =
            [.. typeof(Backend).GetProperties(Members).Where(family => Operations(family.PropertyType).Any())];
        Assert.Equal(13, families.Length);
        IEnumerable<string> missing = Missing(typeof(Backend), typeof(TimedBackend))
            .Concat(families.SelectMany(family => Missing(family.PropertyType, family.GetValue(timed)!.GetType())));
        Assert.Empty(missing);

        static IEnumerable<string> Missing(Type declared, Type own) => Operations(declared)
            .Where(method => own.GetMethods(Members).Single(candidate => candidate.GetBaseDefinition() == method).DeclaringType != own)
            .Select(method => $"{own.Name}.{method.Name}");

        static IEnumerable<MethodInfo> Operations(Type type) => type
            .GetMethods(Members)
            .Where(
                method => method.IsVirtual && !method.IsFinal && !method.IsFamily && method.DeclaringType == type
                    && type.Namespace == typeof(Backend).Namespace);
    }

    [Theory]
    [InlineData("lenet-bn", OptimizerKind.Sgd)]
    [InlineData("mlp", OptimizerKind.Adam)]
    public void Timing_changes_no_bit_of_a_training(string name, OptimizerKind optimizer)
    {
        using var plain = new CpuBackend(2);
        Module untimed = Trained(name, optimizer, plain);
        using var timed = new TimedBackend(plain, new KernelTimes());
        Module model = Trained(name, optimizer, timed);
        Assert.Equal(State(untimed), State(model));
    }

    [Fact]
    public void Times_are_added_up_by_kernel_and_size()
    {
        using var plain = new CpuBackend(2);
        var times = new KernelTimes();
        using var timed = new TimedBackend(plain, times);
        Trained("lenet-bn", OptimizerKind.Sgd, timed);

        KernelTime[] convolutions =
            [.. times.All.Where(time => time.Kernel == "convolution").OrderBy(time => time.Size, StringComparer.Ordinal)];
        Assert.Equal(["16×1×28×28 · 6×1×5×5", "16×6×12×12 · 16×6×5×5"], convolutions.Select(time => time.Size));
        Assert.All(convolutions, time => Assert.Equal(Steps, time.Calls));
        Assert.All(convolutions, time => Assert.Contains(time.Algorithm, (string[])["direct-images", "direct-rows"]));
        Assert.Equal(Steps * 2.0 * BatchSize * 6 * 24 * 24 * 25, convolutions[0].Work.Operations);
        Assert.Equal(Steps * 2.0 * BatchSize * 16 * 8 * 8 * 6 * 25, convolutions[1].Work.Operations);

        // The pictures have no gradient, so the first convolution needs none by its input.
        Assert.Equal("16×6×12×12 · 16×6×5×5", Assert.Single(times.All, time => time.Kernel == "convolution, input gradient").Size);
        KernelTime normalize = Assert.Single(times.All, time => time.Kernel == "normalize by the batch" && time.Size == "16×6×24×24");
        Assert.Equal(Steps * 2 * 4.0 * BatchSize * 6 * 24 * 24, normalize.Work.Bytes);
        Assert.All(times.All, time => Assert.InRange(time.Milliseconds, double.Epsilon, 60_000));
        times.Clear();
        Assert.Empty(times.All);
        Assert.Equal(default, times.Work);
    }

    [Fact]
    public void A_training_step_has_the_work_of_its_products()
    {
        using var backend = new CpuBackend(1);
        ImageSet images = RandomImages.Create(new ImageShape(1, 28, 28), 64);
        var benchmark = new TrainingBenchmark(
            ModelCatalog.Create("lenet-bn", new ModelOptions()), images, new TrainerOptions { BatchSize = BatchSize, LearningRate = 0.01 });
        BenchmarkResult result = benchmark.Run(
            backend, new MeasurementOptions { Repetitions = 2, WarmUpSeconds = 0 }, TestContext.Current.CancellationToken);

        const double First = 6 * 24 * 24 * 25;
        const double Others = (16 * 8 * 8 * 6 * 25) + (256 * 120) + (120 * 84) + (84 * 10);
        Assert.Equal(2 * BatchSize * ((2 * First) + (3 * Others)), result.Work.Operations);
        Assert.Equal((BatchSize, 2), (result.Images, result.Timing.Repetitions));
    }

    [Fact]
    public void A_profile_divides_by_the_steps()
    {
        using var backend = new CpuBackend(1);
        ImageSet images = RandomImages.Create(new ImageShape(1, 28, 28), 64);
        var benchmark = new InferenceBenchmark(
            on => new PlainInference(ModelCatalog.Create("lenet-bn", new ModelOptions()), on), images, BatchSize);
        KernelProfile profile = benchmark.ByKernel(
            backend, new MeasurementOptions { Repetitions = 4, WarmUpSeconds = 0 }, TestContext.Current.CancellationToken);
        KernelTime first = Assert.Single(profile.Kernels, time => time.Size == "16×1×28×28 · 6×1×5×5");
        Assert.Equal((1, 2.0 * BatchSize * 6 * 24 * 24 * 25), (first.Calls, first.Work.Operations));
        Assert.DoesNotContain(profile.Kernels, time => time.Kernel == "normalize by the batch");
        Assert.InRange(profile.Kernels.Sum(time => time.Milliseconds) + profile.LoadMilliseconds, 0, profile.StepMilliseconds);
        Assert.True(profile.OtherMilliseconds >= 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_plan_classifies_as_the_network_does_and_its_preparation_is_not_its_work(bool folds)
    {
        using var backend = new CpuBackend(1);
        var shape = new ImageShape(1, 28, 28);
        ImageSet images = RandomImages.Create(shape, 64);
        Module model = Trained("mlp", OptimizerKind.Sgd, backend);
        var loader = new BatchLoader(images, new BatchLoaderOptions { BatchSize = 64 });
        ImageBatch batch = loader.CreateBatch();
        loader.Load(0, 0, batch);
        int[] plain = new int[64];
        int[] planned = new int[64];
        using var layers = new PlainInference(model, backend);
        layers.Classify(batch, plain);
        using var plan = new PlannedInference(model, shape, 64, Options(backend));
        plan.Classify(batch, planned);
        Assert.Equal(plain, planned);
        Assert.True(plain.Distinct().Count() > 1, "all images of one class: the test would see no difference");

        Module lenet = ModelCatalog.Create("lenet-bn", new ModelOptions());
        var benchmark = new InferenceBenchmark(on => new PlannedInference(lenet, shape, BatchSize, Options(on)), images, BatchSize);
        BenchmarkResult result = benchmark.Run(
            backend, new MeasurementOptions { Repetitions = 1, WarmUpSeconds = 0 }, TestContext.Current.CancellationToken);
        const double Products = (6 * 24 * 24 * 25) + (16 * 8 * 8 * 6 * 25) + (256 * 120) + (120 * 84) + (84 * 10);
        Assert.Equal(2 * BatchSize * Products, result.Work.Operations);

        InferencePlanOptions Options(Backend on) => new() { FoldsNormalization = folds, Backend = on };
    }

    [Fact]
    public void Random_images_are_the_same_at_every_call_and_use_all_values()
    {
        ImageSet images = RandomImages.Create(new ImageShape(3, 5, 7), 200);
        ImageSet again = RandomImages.Create(new ImageShape(3, 5, 7), 200);
        Assert.Equal(images.Image(199), again.Image(199));
        Assert.Equal(256, Enumerable.Range(0, 200).SelectMany(i => images.Image(i).ToArray()).Distinct().Count());
        Assert.Equal(Enumerable.Range(0, 10), Enumerable.Range(0, 200).Select(images.LabelOf).Distinct().Order());
    }

    private static Module Trained(string name, OptimizerKind optimizer, Backend backend)
    {
        ImageSet images = RandomImages.Create(new ImageShape(1, 28, 28), Steps * BatchSize);
        Module model = ModelCatalog.Create(name, new ModelOptions());
        var options = new TrainerOptions { LearningRate = 0.05, GradientClip = 1, Optimizer = new OptimizerOptions { Kind = optimizer } };
        using var step = new TrainingStep(model, backend, OptimizerFactory.Create(model, options, backend), options);
        var loader = new BatchLoader(images, new BatchLoaderOptions { BatchSize = BatchSize });
        ImageBatch batch = loader.CreateBatch();
        for (int i = 0; i < Steps; i++)
        {
            loader.Load(0, i, batch);
            step.Begin(i);
            step.Learn(batch, share: 1);
            step.Update(options.LearningRate);
        }

        return model;
    }

    private static float[] State(Module model) =>
        [.. model.NamedParameters().SelectMany(entry => entry.Parameter.ToArray()),
            .. model.NamedBuffers().SelectMany(entry => entry.Buffer.ToArray())];
}
