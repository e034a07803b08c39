using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Losses;
using NormSharp.Tensors;

namespace NormSharp.Training.Tests;

/// <summary>Uneven classes, and mixed images, in the loss and in whole trainings.</summary>
public sealed class BalanceTests
{
    [Fact]
    public void Weights_are_the_inverse_of_counts_and_one_on_average_over_the_images()
    {
        var set = new InMemoryImageSet("s", new ImageShape(1, 1, 1), ["a", "b", "c"], new byte[8], [0, 0, 0, 0, 0, 0, 2, 2]);
        Assert.Equal([8f / 2 / 6, 0, 2], StepLoss.WeightsFor(set));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void The_loss_of_mixed_images_is_that_of_both_labels_by_their_shares(double smoothing)
    {
        float[] scores = [0.5f, -1, 2, 0.1f, 0.2f, 0.3f];
        float[] weights = [1, 2, 4];
        var batch = new ImageBatch(new ImageShape(1, 1, 1), 2) { Count = 2 };
        (batch.Labels[0], batch.Labels[1]) = (2, 0);
        batch.Mix(0, 1, 0.75f);
        batch.Mix(1, 0, 0.6f);
        Assert.Equal(Expected(0.75, 2, 1, 0.6, 0, 0), Loss(new StepLoss(smoothing, weights)), 5);

        // Whole images have the ordinary loss.
        batch.Mix(0, 1, 1);
        batch.Mix(1, 2, 1);
        using var tape = new Tape(Backend.Default);
        Tensor plain = new CrossEntropyLoss(smoothing, Tensor.From(weights)).Forward(tape.Input(scores, [2, 3]), batch.ValidLabels);
        Assert.Equal(plain.ToArray()[0], Loss(new StepLoss(smoothing, weights)), 5);

        float Loss(StepLoss loss)
        {
            using var own = new Tape(Backend.Default);
            return loss.Forward(own, own.Input(scores, [2, 3]), batch).ToArray()[0];
        }

        double Expected(double firstShare, int first, int firstOther, double secondShare, int second, int secondOther)
        {
            (double sum, double total) = (0, 0);
            foreach ((int row, double share, int own, int other) in
                new[] { (0, firstShare, first, firstOther), (1, secondShare, second, secondOther) })
            {
                double norm = Enumerable.Range(0, 3).Sum(k => Math.Exp(scores[(3 * row) + k]));
                for (int k = 0; k < 3; k++)
                {
                    double mixed = (k == own ? share : 0) + (k == other ? 1 - share : 0);
                    double target = ((1 - smoothing) * mixed) + (smoothing / 3);
                    sum -= weights[k] * target * (scores[(3 * row) + k] - Math.Log(norm));
                    total += weights[k] * mixed;
                }
            }

            return sum / total;
        }
    }

    [Theory]
    [InlineData("weights")]
    [InlineData("sampling")]
    [InlineData("mixup")]
    [InlineData("crops")]
    public void A_training_has_the_same_bits_stopped_and_continued_and_on_two_threads(string kind)
    {
        using TemporaryFolder folder = new();
        TrainerOptions options = Options(kind) with { OutputFolder = folder["run"] };
        using var stop = new CancellationTokenSource();
        Assert.Throws<TrainingInterruptedException>(
            () => new Trainer(TinyTask.Model(), options).Fit(TinyTask.Data(), new AfterStep(9, stop.Cancel), stop.Token));
        var continued = new Trainer(TinyTask.Model(), options with { Resume = true });
        continued.Fit(TinyTask.Data());
        var whole = new Trainer(TinyTask.Model(), Options(kind) with { Threads = 2 });
        TrainingSummary summary = whole.Fit(TinyTask.Data());
        Assert.Equal(Numbers(whole), Numbers(continued));
        Assert.True(double.IsFinite(summary.TrainLoss));
        var plain = new Trainer(TinyTask.Model(), TinyTask.Options(null));
        plain.Fit(TinyTask.Data());
        Assert.NotEqual(Numbers(plain), Numbers(whole));
    }

    private static float[] Numbers(Trainer trainer)
        => [.. trainer.Model.NamedParameters().SelectMany(entry => entry.Parameter.ToArray())];

    private static TrainerOptions Options(string kind) => kind switch
    {
        "weights" => TinyTask.Options(null) with { WeightClasses = true },
        "sampling" => TinyTask.Options(null) with { SampleClassesEvenly = true },
        "mixup" => TinyTask.Options(null) with { Augmentation = new Augmentation { Mixup = 0.4 } },
        _ => TinyTask.Options(null) with { Augmentation = new Augmentation { CropArea = 0.5, Mixup = 0.2 } },
    };
}
