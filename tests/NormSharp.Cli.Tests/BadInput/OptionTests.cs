using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Tests.BadInput;

/// <summary>Wrong command lines: exit code 2, one line that names the option, what was found and what is expected.</summary>
public sealed class OptionTests
{
    [Theory]
    [InlineData("--lr", "-1", "not negative")]
    [InlineData("--lr", "nan", "number")]
    [InlineData("--lr", "1e999", "number")]
    [InlineData("--lr", "fast", "number")]
    [InlineData("--batch-size", "0", "from 1")]
    [InlineData("--batch-size", "2.5", "whole number")]
    [InlineData("--batch-size", "99999999999", "whole number")]
    [InlineData("--epochs", "0", "from 1")]
    [InlineData("--epochs", "-3", "from 1")]
    [InlineData("--threads", "0", "from 1")]
    [InlineData("--seed", "-1", "from 0")]
    [InlineData("--limit", "0", "from 1")]
    [InlineData("--momentum", "1", "below 1")]
    [InlineData("--weight-decay", "-0.1", "not negative")]
    [InlineData("--dropout", "1", "below 1")]
    [InlineData("--label-smoothing", "1.5", "below 1")]
    [InlineData("--clip", "0", "greater than 0")]
    [InlineData("--padding", "-1", "from 0")]
    [InlineData("--checkpoint-every", "0", "from 1")]
    [InlineData("--bn", "middle", "first2, last2, none or all")]
    [InlineData("--norm", "batch", "bn, ln, in, gn or none")]
    [InlineData("--activation", "softplus", "sigmoid")]
    [InlineData("--pool", "min", "average or max")]
    [InlineData("--optimizer", "lbfgs", "sgd, adam or adamw")]
    [InlineData("--schedule", "zigzag", "one-cycle")]
    [InlineData("--augment", "tilt", "flip")]
    [InlineData("--model", "lenet5", "lenet-bn")]
    [InlineData("--data", "fashion", "fashion-mnist")]
    public void A_value_out_of_range_is_wrong_usage(string option, string value, string expected) =>
        TestRun.Of("train", option, value).Failed(ExitCode.WrongUsage, option, value, expected);

    [Theory]
    [InlineData("--warm-up", "--warm-up", "20", "--epochs", "3")]
    [InlineData("momentum", "--nesterov")]
    [InlineData("--momentum", "--optimizer", "adam", "--momentum", "0.9")]
    [InlineData("--step-epochs", "--step-epochs", "3")]
    [InlineData("--pool", "--model", "mlp", "--pool", "max")]
    [InlineData("first2", "--model", "resnet20", "--bn", "first2", "--limit", "1")]
    [InlineData("gn", "--model", "resnet20", "--norm", "gn", "--limit", "1")]
    [InlineData("normalization", "--norm", "none", "--bn", "all", "--limit", "1")]
    [InlineData("--no-bias", "--bias", "--no-bias")]
    [InlineData("--augment", "--augment", "shift=28", "--limit", "1")]
    public void Options_that_do_not_go_together_are_wrong_usage(string named, params string[] options) =>
        TestRun.Of(["train", .. options])
            .Failed(ExitCode.WrongUsage, named.TrimStart('-').Replace("warm-up", "warm", StringComparison.Ordinal));

    [Theory]
    [InlineData("did you mean --epochs?", "train", "--epoch", "3")]
    [InlineData("did you mean --input?", "summary", "--inptu=1,28,28")]
    [InlineData("did you mean summary?", "sumary")]
    [InlineData("did you mean lenet-bn?", "train", "--model", "lenet-nb")]
    [InlineData("did you mean garments?", "data", "garmants")]
    [InlineData("one argument too many", "data", "garments", "mnist")]
    [InlineData("needs IMAGE", "predict", "model.safetensors")]
    [InlineData("needs MODEL", "eval")]
    [InlineData("needs MODEL", "summary")]
    [InlineData("--lr", "train", "--lr")]
    [InlineData("--nothing", "--nothing")]
    [InlineData("--help", "train", "--lr", "1", "--lr", "2")]
    [InlineData("1,28,28", "summary", "lenet", "--input", "28x28")]
    [InlineData("1,28,28", "summary", "lenet", "--input", "1,0,28")]
    [InlineData("1,28,28", "summary", "lenet", "--input", "16000,16000,16000")]
    [InlineData("16×16", "summary", "lenet", "--input", "1,8,8")]
    [InlineData("known models", "summary", "alexnet")]
    public void A_command_line_that_means_nothing_is_wrong_usage(string hint, params string[] arguments) =>
        TestRun.Of(arguments).Failed(ExitCode.WrongUsage, hint);

    [Fact]
    public void Debug_adds_the_stack_trace_behind_the_line()
    {
        TestRun result = TestRun.Of("eval", "nowhere.safetensors", "--debug");
        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.StartsWith("normsharp: nowhere.safetensors", result.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains(result.ErrorLines, line => line.Contains("   at ", StringComparison.Ordinal));
    }
}
