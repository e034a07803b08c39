using NormSharp.Cli.CommandLine;
using NormSharp.Data;
using NormSharp.Training;

namespace NormSharp.Cli.Tests.CommandLine;

public sealed class ValueTests
{
    [Theory]
    [InlineData("1,28,28", 1, 28, 28)]
    [InlineData("3x32x48", 3, 32, 48)]
    [InlineData("3×32×48", 3, 32, 48)]
    public void An_image_size_is_read(string text, int channels, int height, int width) =>
        Assert.Equal(new ImageShape(channels, height, width), ShapeOption.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("28,28")]
    [InlineData("1,28,28,1")]
    [InlineData("1,-28,28")]
    [InlineData("1, 28,28")]
    [InlineData("1,99999,1")]
    [InlineData("10000,10000,10000")]
    public void Anything_else_is_no_image_size(string text) => Assert.Null(ShapeOption.Parse(text));

    [Theory]
    [InlineData("flip", 0, true)]
    [InlineData("shift", 2, false)]
    [InlineData("shift=4", 4, false)]
    [InlineData("shift=1,flip", 1, true)]
    public void An_augmentation_is_read(string text, int shift, bool flip) =>
        Assert.Equal(new Augmentation { MaxShift = shift, HorizontalFlip = flip }, AugmentOption.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("flip=1")]
    [InlineData("shift=0")]
    [InlineData("shift=-1")]
    [InlineData("shift=2=3")]
    [InlineData("flip,")]
    public void Anything_else_is_no_augmentation(string text) => Assert.Null(AugmentOption.Parse(text));

    [Theory]
    [InlineData("ema", AveragingKind.Exponential, 0.999, 1, "ema:0.999")]
    [InlineData("ema:0.9", AveragingKind.Exponential, 0.9, 1, "ema:0.9")]
    [InlineData("ema:0", AveragingKind.Exponential, 0, 1, "ema:0")]
    [InlineData("swa:7", AveragingKind.Stochastic, 0.999, 7, "swa:7")]
    public void An_average_is_read_and_named(string text, AveragingKind kind, double decay, int start, string name)
    {
        AveragingOptions? options = AverageOption.Parse(text);
        Assert.Equal(new AveragingOptions { Kind = kind, Decay = decay, StartEpoch = start }, options);
        Assert.Equal(name, AverageOption.NameOf(options!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("swa")]
    [InlineData("swa:0")]
    [InlineData("swa:1.5")]
    [InlineData("ema:1")]
    [InlineData("ema:-0.1")]
    [InlineData("ema:nan")]
    [InlineData("ema:0.9:2")]
    public void Anything_else_is_no_average(string text) => Assert.Null(AverageOption.Parse(text));
}
