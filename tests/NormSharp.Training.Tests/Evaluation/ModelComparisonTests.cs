using NormSharp.Layers;

namespace NormSharp.Training.Tests.Evaluation;

public sealed class ModelComparisonTests
{
    [Fact]
    public void A_model_is_the_same_as_itself()
    {
        Sequential model = TinyTask.Model();
        ModelComparison comparison = ModelComparison.OnImages(
            model, model, TinyTask.Set("tiny", 33, 5), new EvaluationOptions { BatchSize = 8 });
        Assert.Equal((33L, 0.0, 33L), (comparison.Inputs, comparison.LargestDifference, comparison.SamePredictions));
    }

    [Fact]
    public void The_difference_is_that_of_the_worst_input_in_parts_of_its_largest_output()
    {
        // The outputs are the inputs themselves, and in the second model 1 % more of the first of two.
        var first = new Linear(2, 2, bias: false);
        var second = new Linear(2, 2, bias: false);
        ((float[])[1, 0, 0, 1]).CopyTo(first.Weight.AsSpan());
        ((float[])[1.01f, 0, 0, 1]).CopyTo(second.Weight.AsSpan());
        ModelComparison comparison = ModelComparison.OnRandomInput(first, second, [200, 2]);
        Assert.Equal(200, comparison.Inputs);
        Assert.InRange(comparison.LargestDifference, 0.00999, 0.01001);
        Assert.InRange(comparison.SamePredictions, 150, 200);
    }

    [Fact]
    public void Other_classes_are_counted_and_numbers_that_are_none_are_infinitely_far()
    {
        Sequential model = TinyTask.Model();
        Sequential other = TinyTask.Model(seed: 8);
        ModelComparison comparison = ModelComparison.OnImages(model, other, TinyTask.Set("tiny", 60, 5));
        Assert.InRange(comparison.SamePredictions, 0, 59);
        Assert.True(comparison.LargestDifference > 0.1);

        ((Linear)other.Layers[^1]).Bias!.AsSpan()[0] = float.NaN;
        Assert.Equal(double.PositiveInfinity, ModelComparison.OnImages(model, other, TinyTask.Set("tiny", 60, 5)).LargestDifference);
    }
}
