namespace NormSharp.Training.Tests.Evaluation;

public sealed class ConfusionMatrixTests
{
    [Fact]
    public void Recall_and_precision_follow_from_the_counts()
    {
        var matrix = new ConfusionMatrix(3);
        matrix.Add([1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1], [0, 0, 0, 2]);
        matrix.Add([float.NaN, 0, 0], [1]);
        Assert.Equal((3, 0, 1), (matrix.Images(0), matrix.Images(1), matrix.Images(2)));
        Assert.Equal(2 / 3.0, matrix.Recall(0)!.Value, 12);
        Assert.Equal(1, matrix.Precision(0));
        Assert.Equal(0, matrix.Precision(1));
        Assert.Null(matrix.Recall(1));
        Assert.Equal((1, -1), (matrix.MostOftenTakenFor(0), matrix.MostOftenTakenFor(2)));
        Assert.Null(matrix.TopAccuracy);
    }

    [Fact]
    public void The_first_five_are_those_that_no_five_others_beat()
    {
        var matrix = new ConfusionMatrix(10);
        float[] scores = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
        matrix.Add(scores, [4]);
        matrix.Add(scores, [5]);
        Assert.Equal(0.5, matrix.TopAccuracy);
    }
}
