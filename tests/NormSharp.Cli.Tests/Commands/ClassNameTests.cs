using NormSharp.Cli.Failures;
using NormSharp.Data;

namespace NormSharp.Cli.Tests.Commands;

/// <summary>Classes are matched by their names.</summary>
public sealed class ClassNameTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public ClassNameTests()
    {
        string run = _folder["run"];
        TestRun.Of([.. TinyRun.Arguments(Write("abcd", "a", "b", "c", "d"), 12), "--out", run]).Succeeded();
        _model = Path.Combine(run, "model.safetensors");
    }

    [Fact]
    public void Some_of_the_classes_are_told_as_well_as_all()
    {
        double all = Accuracy(Write("all", "a", "b", "c", "d"));
        Expect.True(all > 0.9, $"{all}");
        Assert.Equal(1, Accuracy(Write("some", "-", "b", "c", "-")));
    }

    [Fact]
    public void A_class_that_the_model_does_not_know_is_named_with_both_lists()
    {
        TestRun result = TestRun.Of("eval", _model, "--data", Write("more", "-", "b", "c", "x"));
        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.Contains("does not know the class x; the data has b, c, x, the model a, b, c, d;", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void Predictions_of_every_picture_right_are_not_called_certain()
    {
        TestRun result = TestRun.Of("eval", _model, "--data", Write("few", "-", "b", "c", "-"), "--json").Succeeded();

        // Four of four: 4/(4 + 1.96²).
        Assert.Equal(4, (int)result.Json["images"]!);
        Assert.Equal(0.5101, (double)result.Json["test_accuracy_low"]!, 4);
        Assert.Equal(1, (double)result.Json["test_accuracy_high"]!, 12);
    }

    [Fact]
    public void A_limit_takes_all_classes_alike()
    {
        TestRun result = TestRun.Of(
            [
                .. TinyRun.Arguments(Write("limit", "a", "b", "c", "d"), 12), "--limit", "16", "--out", _folder["limited"],
                "--json",
            ])
            .Succeeded();
        Assert.True((double)result.Json["test_accuracy_recalibrated"]! > 0.8, result.Output);
    }

    public void Dispose() => _folder.Dispose();

    private double Accuracy(string data)
        => (double)TestRun.Of("eval", _model, "--data", data, "--json").Succeeded().Json["test_accuracy"]!;

    /// <summary>Ten pictures a class; a class called "-" has none.</summary>
    private string Write(string name, params string[] classes)
    {
        var random = new Random(5);
        for (int label = 0; label < classes.Length; label++)
        {
            string folder = _folder[name, classes[label]];
            for (int i = 0; i < 10 && classes[label] != "-"; i++)
            {
                Directory.CreateDirectory(folder);
                new PngImage(TinyData.Size, TinyData.Size, 1, TinyData.Picture(label, random)).Write(Path.Combine(folder, $"{i}.png"));
            }
        }

        return _folder[name];
    }
}
