using NormSharp.Losses;
using NormSharp.Tensors;

namespace NormSharp.Tests.Parity;

/// <summary>Losses against PyTorch.</summary>
public sealed class LossParityTests
{
    public static TheoryData<string, string> CrossEntropyCases => ParityRun.Cases("losses", c => c.Text("kind") == "cross_entropy");

    public static TheoryData<string, string> MeanSquaredErrorCases => ParityRun.Cases("losses", c => c.Text("kind") == "mse");

    [Theory]
    [MemberData(nameof(CrossEntropyCases))]
    public void Cross_entropy_agrees(string name, string backend)
    {
        FixtureCase fixture = FixtureFile.Load("losses").Case(name);
        Tensor? weights = fixture.Flag("weighted") ? ParityRun.Ordinary(fixture["classWeights"]) : null;
        var criterion = new CrossEntropyLoss(fixture.Number("labelSmoothing"), weights);
        using var run = new ParityRun(backend);
        Tensor logits = run.Watch(fixture["logits"]);
        Tensor loss = criterion.Forward(logits, fixture["labels"].Integers);
        run.Tape.Backward(loss);
        ParityRun.Check("loss", loss, fixture["loss"]);
        run.CheckGradient("dLogits", logits, fixture["dLogits"]);
    }

    [Theory]
    [MemberData(nameof(CrossEntropyCases))]
    public void The_gradient_of_a_part_of_the_loss_is_that_part(string name, string backend)
    {
        FixtureCase fixture = FixtureFile.Load("losses").Case(name);
        Tensor? weights = fixture.Flag("weighted") ? ParityRun.Ordinary(fixture["classWeights"]) : null;
        using var run = new ParityRun(backend);
        Tensor logits = run.Watch(fixture["logits"]);
        Tensor loss = new CrossEntropyLoss(fixture.Number("labelSmoothing"), weights).Forward(logits, fixture["labels"].Integers);
        run.Tape.Backward(loss, Tensor.Scalar(-0.25f));
        FixtureTensor whole = fixture["dLogits"];
        run.CheckGradient("dLogits", logits, whole with { Values = [.. whole.Values.Select(value => -0.25 * value)] });
    }

    [Theory]
    [MemberData(nameof(MeanSquaredErrorCases))]
    public void Mean_squared_error_agrees(string name, string backend)
    {
        FixtureCase fixture = FixtureFile.Load("losses").Case(name);
        using var run = new ParityRun(backend);
        Tensor prediction = run.Watch(fixture["prediction"]);
        Tensor target = run.Watch(fixture["target"]);
        Tensor loss = new MeanSquaredErrorLoss().Forward(prediction, target);
        run.Tape.Backward(loss);
        ParityRun.Check("loss", loss, fixture["loss"]);
        run.CheckGradient("dPrediction", prediction, fixture["dPrediction"]);
        run.CheckGradient("dTarget", target, fixture["dTarget"]);
    }
}
