using System.Text.Json.Nodes;
using NormSharp.Data;

namespace NormSharp.Cli.Tests.Commands;

public sealed class PredictCommandTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    [Fact]
    public void Each_picture_gets_its_class()
    {
        string[] pictures =
            [.. Enumerable.Range(0, TinyData.Classes).Select(label => TinyData.WritePng(tiny.Fresh($"{label}.png"), label))];
        TestRun result = TestRun.Of(["predict", tiny.Model, .. pictures, "--json"]).Succeeded();
        JsonArray predictions = result.Json["predictions"]!.AsArray();
        Assert.Equal(pictures, predictions.Select(prediction => (string?)prediction!["image"]));
        Assert.Equal(
            Enumerable.Range(0, TinyData.Classes).Select(label => $"bar {label}"),
            predictions.Select(prediction => (string?)prediction!["class"]));
        foreach (JsonNode? prediction in predictions)
        {
            double[] top = [.. prediction!["top"]!.AsArray().Select(entry => (double)entry!["probability"]!)];
            Assert.Equal(3, top.Length);
            Assert.Equal(top.OrderDescending(), top);
            Assert.Equal((double)prediction["probability"]!, top[0]);
            Assert.InRange(top.Sum(), top[0], 1.000001);
        }
    }

    [Fact]
    public void People_read_a_table()
    {
        string picture = TinyData.WritePng(tiny.Fresh("one.png"), 1);
        TestRun result = TestRun.Of("predict", tiny.Run, picture).Succeeded();
        Assert.Contains(
            result.OutputLines,
            line => line.Contains(picture, StringComparison.Ordinal) && line.Contains("bar 1", StringComparison.Ordinal)
                && line.Contains('%'));
    }

    [Fact]
    public void Gray_that_was_saved_as_rgb_is_gray()
    {
        string gray = TinyData.WritePng(tiny.Fresh("gray.png"), 2);
        string rgb = TinyData.WritePng(tiny.Fresh("rgb.png"), 2, channels: 3);
        JsonArray predictions = TestRun.Of("predict", tiny.Run, gray, rgb, "--json").Succeeded().Json["predictions"]!.AsArray();
        Assert.Equal((double)predictions[0]!["probability"]!, (double)predictions[1]!["probability"]!);
    }

    [Fact]
    public void Dark_on_light_is_told_but_light_on_dark_is_not()
    {
        string dark = tiny.Fresh("dark.png");
        new PngImage(TinyData.Size, TinyData.Size, 1, [.. Enumerable.Repeat((byte)250, TinyData.Size * TinyData.Size)]).Write(dark);
        Assert.Contains("invert", Assert.Single(TestRun.Of("predict", tiny.Run, dark).Succeeded().ErrorLines), StringComparison.Ordinal);
        Assert.Empty(TestRun.Of("predict", tiny.Run, TinyData.WritePng(tiny.Fresh("light.png"), 1)).Succeeded().Error);
    }
}
