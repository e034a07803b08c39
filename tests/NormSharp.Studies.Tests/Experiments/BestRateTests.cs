using NormSharp.Data;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Experiments;
using NormSharp.Training;

namespace NormSharp.Studies.Tests.Experiments;

public class BestRateTests
{
    private static readonly DataSplit Garments = GarmentSet.Open();

    [Fact]
    public void The_images_held_out_choose_and_the_test_images_do_not()
    {
        // Without a summary the test accuracy is that of guessing, here a number of our choice.
        CellResult result = BestRate.Of(
            Context(1000).HoldOut(), [0.1, 0.3, 1], rate => new TrainingOutcome([], null, 1, Chance: rate == 1 ? 0.9 : 0.2)
            {
                HeldOutAccuracy = rate switch { 0.1 => 0.5, 0.3 => 0.6, _ => 0.4 },
            });
        Assert.Equal(0.3, result.Metrics["learning_rate"]);
        Assert.Equal(0.6, result.Metrics["held_out_accuracy"]);
        Assert.Equal(0.2, result.Metrics["test_accuracy"]);
    }

    [Fact]
    public void A_training_that_diverges_counts_as_guessing()
    {
        CellContext context = Context(1000).HoldOut();
        Assert.Equal(
            2, BestRate.Of(context, [1, 2], rate => Diverged with { HeldOutAccuracy = rate == 1 ? null : 0.11 }).Metrics["learning_rate"]);
        Assert.Equal(
            1, BestRate.Of(context, [1, 2], rate => Diverged with { HeldOutAccuracy = rate == 1 ? null : 0.09 }).Metrics["learning_rate"]);
        Assert.Equal(0.1, BestRate.Of(context, [1, 2], _ => Diverged).Metrics["held_out_accuracy"]);
    }

    [Fact]
    public void Nothing_is_chosen_without_images_that_are_held_out()
        => Assert.Throws<ArgumentException>(() => BestRate.Of(Context(1000), [1], _ => Diverged));

    [Theory]
    [InlineData(10_000, 1000)]
    [InlineData(2561, 256)]
    [InlineData(1000, 256)]
    [InlineData(301, 150)]
    [InlineData(2, 1)]
    public void The_last_tenth_is_held_out_and_not_trained_on(int count, int heldOut)
    {
        CellContext context = Context(count).HoldOut();
        Assert.Equal(heldOut, context.HeldOut!.Count);
        Assert.Equal(count - heldOut, context.Data.Train.Count);
        for (int i = 0; i < heldOut; i++)
        {
            Assert.True(context.HeldOut.Image(i).SequenceEqual(Garments.Train.Image(count - heldOut + i)));
            Assert.Equal(Garments.Train.LabelOf(count - heldOut + i), context.HeldOut.LabelOf(i));
        }
    }

    [Fact]
    public void A_single_image_cannot_be_divided()
        => Assert.Contains("one training image", Assert.Throws<NormSharpException>(() => Context(1).HoldOut()).Message);

    [Fact]
    public void The_accuracy_on_held_out_images_is_that_of_the_model_after_training()
    {
        CellContext context = Context(600).HoldOut();
        var model = Networks.Perceptron(context.ModelOptions, 1, 16, (_, _) => null);
        TrainingOutcome outcome = context.Train(
            model, options => options with { BatchSize = 32, LearningRate = 0.1, NormalizeInput = true, RecalibrateEachEpoch = false });
        Normalization normalization = DataStatistics.Compute(context.Data.Train).ToNormalization();
        double expected = Evaluator.Evaluate(model, context.HeldOut!, new EvaluationOptions { Normalization = normalization }).Accuracy;
        Assert.Equal(expected, outcome.HeldOutAccuracy);
        Assert.NotEqual(expected, Evaluator.Evaluate(model, context.HeldOut!).Accuracy);
        Assert.NotEqual(expected, outcome.Summary!.TestAccuracy);
        Assert.Null((context with { HeldOut = null }).Train(model, Short).HeldOutAccuracy);
    }

    private static TrainingOutcome Diverged => new([], null, 1, Chance: 0.1);

    private static TrainerOptions Short(TrainerOptions options) => options with { Epochs = 1, RecalibrateEachEpoch = false };

    private static CellContext Context(int images) => new(
        new DataSplit(Garments.Train.Take(images), Garments.Test.Take(200)),
        new StudySize(images, 2),
        new StudyPlan { Scale = StudyScale.Quick },
        Seed: 3,
        Threads: 1,
        CancellationToken.None);
}
