using NormSharp.Data;
using NormSharp.Layers;

namespace NormSharp.Training.Tests;

/// <summary>Small batches whose gradients are averaged make the steps of a large one.</summary>
public sealed class AccumulationTests
{
    public static TheoryData<int, int, int, LastBatch> Cuts() => new()
    {
        { 100, 32, 4, LastBatch.Even },
        { 100, 32, 4, LastBatch.Short },
        { 100, 32, 4, LastBatch.Drop },
        { 97, 33, 3, LastBatch.Even },
        { 97, 33, 3, LastBatch.Short },
        { 40, 64, 8, LastBatch.Even },
        { 33, 16, 16, LastBatch.Short },
    };

    [Theory]
    [MemberData(nameof(Cuts))]
    public void Without_batch_normalization_a_training_is_that_of_large_batches(int images, int large, int parts, LastBatch last)
    {
        Sequential expected = Plain();
        Sequential actual = Plain();
        var expectedSteps = new AfterStep(0, () => { });
        var actualSteps = new AfterStep(0, () => { });
        TrainerOptions options = TinyTask.Options() with { LastBatch = last, BatchSize = large, GradientClip = 0.5 };

        new Trainer(expected, options).Fit(TinyTask.Data(images), expectedSteps);
        new Trainer(actual, options with { BatchSize = large / parts, AccumulationSteps = parts }).Fit(TinyTask.Data(images), actualSteps);

        Assert.Equal(expectedSteps.Steps.Count, actualSteps.Steps.Count);
        Assert.Equal(expectedSteps.Start!.BatchesPerEpoch, actualSteps.Start!.BatchesPerEpoch);
        for (int i = 0; i < expectedSteps.Steps.Count; i++)
        {
            Assert.Equal(expectedSteps.Steps[i].Loss, actualSteps.Steps[i].Loss, 5);
            Assert.Equal(expectedSteps.Steps[i].Accuracy, actualSteps.Steps[i].Accuracy, 2);
            Assert.Equal(expectedSteps.Steps[i].LearningRate, actualSteps.Steps[i].LearningRate);
        }

        Assert.Equal(expectedSteps.Epochs[^1].TrainLoss, actualSteps.Epochs[^1].TrainLoss, 5);
        foreach (((string name, var parameter), int i) in expected.NamedParameters().Select((entry, i) => (entry, i)))
        {
            double difference = Distance(parameter.ToArray(), actual.NamedParameters().ElementAt(i).Parameter.ToArray());
            Expect.True(difference < 1e-5, $"{name} differs by {difference}");
        }
    }

    [Fact]
    public void With_batch_normalization_it_is_not()
    {
        Sequential large = TinyTask.Model();
        Sequential small = TinyTask.Model();
        TrainerOptions options = TinyTask.Options() with { BatchSize = 32 };

        new Trainer(large, options).Fit(TinyTask.Data());
        new Trainer(small, options with { BatchSize = 8, AccumulationSteps = 4 }).Fit(TinyTask.Data());

        Assert.InRange(Distance(Weight(large), Weight(small)), 1e-3, 10);
        Assert.Equal(
            4 * large.NamedCounters().First().Counter.Value,
            small.NamedCounters().First().Counter.Value);

        static float[] Weight(Module model) => model.NamedParameters().First().Parameter.ToArray();
    }

    [Fact]
    public void One_accumulated_batch_is_the_ordinary_step_bit_for_bit()
    {
        Sequential one = TinyTask.Model();
        Sequential other = TinyTask.Model();

        // Both steps take all 40 images at once.
        new Trainer(one, TinyTask.Options() with { BatchSize = 40 }).Fit(TinyTask.Data(40));
        new Trainer(other, TinyTask.Options() with { BatchSize = 40, AccumulationSteps = 3 }).Fit(TinyTask.Data(40));

        TinyTask.AssertSameBits(one, other);
    }

    [Theory]
    [InlineData(33, 33, 1)]
    [InlineData(33, 16, 2)]
    [InlineData(17, 17, 17)]
    [InlineData(100, 32, 5)]
    public void Parts_of_a_batch_are_its_images_in_order(int images, int batchSize, int parts)
    {
        var loader = new BatchLoader(
            TinyTask.Set("tiny", images, 1),
            new BatchLoaderOptions { BatchSize = batchSize, Shuffle = true, LastBatch = LastBatch.Even, Seed = 3 });
        ImageBatch whole = loader.CreateBatch();
        ImageBatch part = loader.CreateBatch();
        for (int batch = 0; batch < loader.BatchesPerEpoch; batch++)
        {
            loader.Load(2, batch, whole);
            Assert.Equal(whole.Count, loader.CountOf(batch));
            List<float> pixels = [];
            List<int> labels = [];
            List<int> counts = [];
            for (int i = 0; i < parts; i++)
            {
                loader.Load(2, batch, i, parts, part);
                pixels.AddRange(part.ValidPixels);
                labels.AddRange(part.ValidLabels);
                counts.Add(part.Count);
            }

            Assert.Equal(whole.ValidPixels.ToArray(), pixels);
            Assert.Equal(whole.ValidLabels.ToArray(), labels);
            Assert.InRange(counts.Max() - counts.Min(), 0, 1);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => loader.Load(0, 0, parts, parts, part));
        loader.Load(0, 0, 0, images + 1, part);
        Assert.Equal(0, part.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    public void Impossible_numbers_are_refused(int steps) => Assert.Contains(
        steps == 0 ? "accumulation steps is 0" : "images of a step",
        Assert.Throws<ArgumentException>(() => new Trainer(TinyTask.Model(),
            TinyTask.Options() with { AccumulationSteps = steps })).Message,
        StringComparison.Ordinal);

    private static double Distance(float[] expected, float[] actual)
    {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            difference += Math.Pow(expected[i] - actual[i], 2);
            size += Math.Pow(expected[i], 2);
        }

        return Math.Sqrt(difference / size);
    }

    private static Sequential Plain()
    {
        var model = new Sequential(
            new Conv2d(1, 4, 3), new Relu(), new MaxPool2d(2), new Flatten(), new Linear(36, 8), new Tanh(), new Linear(8, 3));
        model.Initialize(11);
        return model;
    }
}
