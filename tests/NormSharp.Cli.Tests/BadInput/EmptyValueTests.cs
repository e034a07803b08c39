using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Tests.BadInput;

/// <summary>A variable of a script that is not set makes an empty text.</summary>
public sealed class EmptyValueTests
{
    [Theory]
    [InlineData("--out", "train", "--out", "")]
    [InlineData("--data", "train", "--data", "")]
    [InlineData("--resume", "train", "--resume", "")]
    [InlineData("--from", "train", "--from", "")]
    [InlineData("IMAGE", "predict", "m.safetensors", "")]
    [InlineData("MODEL", "eval", "")]
    [InlineData("--out", "fold", "m.safetensors", "--out", " ")]
    [InlineData("--sheet", "data", "garments", "--sheet", "")]
    [InlineData("--export", "data", "garments", "--export", "")]
    [InlineData("--input-name", "export", "m.safetensors", "-o", "m.onnx", "--input-name", "")]
    [InlineData("--data", "study", "placement", "--data", "")]
    public void An_empty_value_is_named(string option, params string[] arguments)
        => TestRun.Of(arguments).Failed(ExitCode.WrongUsage, $"{option} is empty");
}
