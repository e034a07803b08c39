using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Tests.Commands;

public sealed class EvalCommandTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Fact]
    public void A_file_alone_gives_the_accuracy_of_the_training()
    {
        string copy = tiny.Fresh("moved.safetensors");
        File.Copy(tiny.Model, copy);
        TestRun result = TestRun.Of("eval", copy, "--data", tiny.Data, "--json").Succeeded();
        Assert.Equal(
            ["test_accuracy", "test_accuracy_low", "test_accuracy_high", "test_loss", "images", "top5_accuracy", "per_class", "mistakes"],
            result.Json.Select(pair => pair.Key));
        Assert.Equal((double)tiny.Training.Json["test_accuracy_recalibrated"]!, (double)result.Json["test_accuracy"]!);
        Assert.Equal((double)tiny.Training.Json["test_loss_recalibrated"]!, (double)result.Json["test_loss"]!, 1e-6);
        Assert.Equal(TinyData.TestCount, (int)result.Json["images"]!);
    }

    [Fact]
    public void A_run_knows_its_data()
    {
        TestRun result = TestRun.Of("eval", tiny.Run, "--json").Succeeded();
        Assert.Equal((double)tiny.Training.Json["test_accuracy_recalibrated"]!, (double)result.Json["test_accuracy"]!);
    }

    [Fact]
    public void Normalization_and_class_names_travel_with_the_file()
    {
        string run = tiny.Fresh("normalized");
        TestRun training = TestRun.Of([.. TinyRun.Arguments(tiny.Data), "--normalize", "--out", run, "--json"]).Succeeded();
        TestRun result = TestRun.Of("eval", Path.Combine(run, "model.safetensors"), "--data", tiny.Data, "--json").Succeeded();
        Assert.Equal((double)training.Json["test_loss_recalibrated"]!, (double)result.Json["test_loss"]!, 1e-6);
    }

    [Fact]
    public void Training_images_can_be_asked_for()
    {
        TestRun result = TestRun.Of("eval", tiny.Run, "--train-images", "--json").Succeeded();
        Assert.Equal(TinyData.TrainCount, (int)result.Json["images"]!);
    }

    [Fact]
    public void People_read_accuracy_and_its_interval()
    {
        TestRun result = TestRun.Of("eval", tiny.Run).Succeeded();
        Assert.Contains("accuracy", result.Output, StringComparison.Ordinal);
        Assert.Contains("(95 %: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_a_run_needs_data()
    {
        string copy = tiny.Fresh("lonely.safetensors");
        File.Copy(tiny.Model, copy);
        TestRun.Of("eval", copy).Failed(ExitCode.WrongUsage, "--data", copy);
    }
}
