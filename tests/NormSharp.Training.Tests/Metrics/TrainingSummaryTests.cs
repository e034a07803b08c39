using System.Text.Json.Nodes;
using NormSharp.Serialization;

namespace NormSharp.Training.Tests.Metrics;

public sealed class TrainingSummaryTests
{
    private static readonly TrainingSummary Summary =
        new()
        {
            TestAccuracy = 0.4431,
            RecalibratedTestAccuracy = 0.8642,
            TestLoss = 1.5,
            RecalibratedTestLoss = 0.4,
            TrainAccuracy = 0.8831,
            TrainLoss = 0.31,
            ImagesPerSecond = 12345.6,
            Seconds = 78.125,
            Parameters = 44426,
            Epochs = 10,
            Steps = 2350,
            Seed = 18446744073709551615,
            Threads = 2,
            BytesAllocatedPerStep = 4096,
            PeakMemoryMegabytes = 123.4,
        };

    [Fact]
    public void A_summary_comes_back_from_json()
    {
        JsonObject json = JsonNode.Parse(Summary.ToJson().ToJsonString())!.AsObject();

        AssertSame(Summary, TrainingSummary.FromJson("summary.json", json));
    }

    [Fact]
    public void The_keys_that_scripts_read_are_there()
    {
        JsonObject json = Summary.ToJson();

        foreach (string key in new[]
            { "test_accuracy", "test_accuracy_recalibrated", "train_accuracy", "train_loss", "images_per_second", "seconds", "parameters" })
        {
            Assert.NotNull(json[key]);
        }
    }

    [Fact]
    public void Without_recalibration_its_accuracy_is_null()
    {
        TrainingSummary without = Summary with { RecalibratedTestAccuracy = null, RecalibratedTestLoss = null };

        Assert.Null(without.ToJson()["test_accuracy_recalibrated"]);
        AssertSame(without, TrainingSummary.FromJson("summary.json", JsonNode.Parse(without.ToJson().ToJsonString())!.AsObject()));
    }

    [Fact]
    public void A_loss_that_is_no_number_is_written_as_null()
    {
        string text = (Summary with { TestLoss = double.PositiveInfinity }).ToJson().ToJsonString();

        Assert.Contains("\"test_loss\":null", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"parameters": 1}""")]
    [InlineData("""{"test_accuracy": "high"}""")]
    public void A_damaged_summary_is_named(string json) =>
        Assert.StartsWith(
            "summary.json: ",
            Assert.Throws<ModelFormatException>(() => TrainingSummary.FromJson("summary.json", JsonNode.Parse(json)!.AsObject())).Message,
            StringComparison.Ordinal);

    private static void AssertSame(TrainingSummary expected, TrainingSummary actual)
    {
        Assert.Equal(expected.Diagnostics, actual.Diagnostics);
        Assert.Equal(expected with { Diagnostics = [] }, actual with { Diagnostics = [] });
    }
}
