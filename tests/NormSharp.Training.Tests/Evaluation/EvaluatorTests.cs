using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Synchronization;
using NormSharp.Tensors;

namespace NormSharp.Training.Tests.Evaluation;

public sealed class EvaluatorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(256)]
    public void Accuracy_and_loss_are_those_of_image_by_image(int batchSize)
    {
        Sequential model = TinyTask.Model();
        InMemoryImageSet set = TinyTask.Set("tiny", 33, 5);
        var trained = new Predictor(model, new ModelInput(TinyTask.Shape, set.ClassNames));
        double loss = 0;
        int correct = 0;
        for (int i = 0; i < set.Count; i++)
        {
            IReadOnlyList<ClassProbability> classes = trained.Predict(set.Image(i));
            loss -= Math.Log(classes.Single(entry => entry.Class == set.LabelOf(i)).Probability);
            correct += classes[0].Class == set.LabelOf(i) ? 1 : 0;
        }

        EvaluationResult result = Evaluator.Evaluate(model, set, new EvaluationOptions { BatchSize = batchSize });

        Assert.Equal(33, result.Images);
        Assert.Equal(correct / 33.0, result.Accuracy, 12);
        Assert.Equal(loss / 33, result.Loss, 5);
    }

    [Fact]
    public void It_reports_the_models_own_outputs_to_the_bit()
    {
        Sequential model = TinyTask.Model();
        InMemoryImageSet set = TinyTask.Set("tiny", 33, 5);
        EvaluationResult result = Evaluator.Evaluate(model, set, new EvaluationOptions { BatchSize = 8 });

        // While somebody watches, every layer runs by itself.
        var watcher = new Watcher();
        model.Observe(watcher);
        EvaluationResult watched = Evaluator.Evaluate(model, set, new EvaluationOptions { BatchSize = 8 });
        Assert.True(watcher.Seen >= 5 * 9);
        Assert.Equal(watched, result);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void The_surest_mistakes_are_those_of_all_ranks(int ranks)
    {
        InMemoryImageSet set = TinyTask.Set("tiny", 150, 5);
        var options = new EvaluationOptions { BatchSize = 7 };
        IReadOnlyList<Mistake> alone = Evaluator.Evaluate(TinyTask.Model(), set, options).Mistakes;
        Assert.Equal(36, alone.Count);

        var found = new IReadOnlyList<Mistake>[ranks];
        ThreadRanks.Run(ranks, reducer => found[reducer.Rank] = Evaluator
            .EvaluateShare(TinyTask.Model(), set, Communicator.Of(reducer), options).Mistakes);
        Assert.All(found, own => Assert.Equal(alone, own));
    }

    [Fact]
    public void Few_mistakes_of_few_ranks_are_all_told()
    {
        Sequential model = TinyTask.Model();
        InMemoryImageSet set = TinyTask.Set("tiny", 4, 5);
        var options = new EvaluationOptions { BatchSize = 2 };
        IReadOnlyList<Mistake> alone = Evaluator.Evaluate(model, set, options).Mistakes;
        Assert.NotEmpty(alone);

        // The third rank has no batch.
        var found = new IReadOnlyList<Mistake>[3];
        ThreadRanks.Run(3, reducer => found[reducer.Rank] = Evaluator
            .EvaluateShare(TinyTask.Model(), set, Communicator.Of(reducer), options).Mistakes);
        Assert.All(found, own => Assert.Equal(alone, own));
    }

    [Fact]
    public void It_changes_nothing_but_the_mode()
    {
        Sequential model = TinyTask.Model();
        IReadOnlyList<(string Name, int[] Bits)> before = TinyTask.Bits(model);

        Evaluator.Evaluate(model, TinyTask.Set("tiny", 33, 5));

        Assert.All(TinyTask.Bits(model).Zip(before), pair => Assert.Equal(pair.Second.Bits, pair.First.Bits));
        Assert.False(model.IsTraining);
    }

    [Fact]
    public void The_first_of_equal_logits_counts_and_nan_never_does()
    {
        Assert.Equal(1, Predictions.CountCorrect([2f, 2f, 1f, 0f, 3f, 3f], [0, 2]));
        Assert.Equal(0, Predictions.CountCorrect([float.NaN, float.NaN, float.NaN], [0]));
        Assert.Equal(-1, Predictions.Largest([1f, float.NaN]));
    }

    [Fact]
    public void A_model_file_refuses_images_of_another_size()
    {
        var trained = new Predictor(TinyTask.Model(), new ModelInput(TinyTask.Shape, ["a", "b", "c"]));
        var set = new InMemoryImageSet("large", new ImageShape(3, 32, 32), ["a"], new byte[3072], [0]);

        Assert.Contains("large", Assert.Throws<NormSharpException>(() => trained.Evaluate(set)).Message, StringComparison.Ordinal);
        Assert.Throws<NormSharpException>(() => trained.Predict(new byte[3072]));
    }

    private sealed class Watcher : IForwardObserver
    {
        public int Seen { get; private set; }

        public void OnForward(Module module, Tensor x, Tensor y) => Seen++;
    }
}
