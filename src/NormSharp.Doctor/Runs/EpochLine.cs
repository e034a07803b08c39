using System.Text.Json;
using System.Text.Json.Nodes;
using NormSharp.Training;

namespace NormSharp.Diagnosis.Runs;

/// <summary>What a run's metrics say of an epoch; NaN where a number is missing.</summary>
/// <param name="Train">Share of the training images that was right.</param>
/// <param name="Test">Share of the test images that was right.</param>
/// <param name="Rate">The learning rate of the last step.</param>
internal sealed record EpochLine(double Train, double Test, double Rate)
{
    /// <summary>The epochs of a run, in their order; lines that are damaged or of another kind are left out.</summary>
    public static IReadOnlyList<EpochLine> Read(RunFolder run)
        => File.Exists(run.MetricsPath) ? [.. File.ReadLines(run.MetricsPath).Select(Parse).OfType<EpochLine>()] : [];

    private static EpochLine? Parse(string line)
    {
        try
        {
            return JsonNode.Parse(line) is JsonObject json && (string?)json["kind"] == "epoch"
                ? new EpochLine(Number(json["train_accuracy"]), Number(json["test_accuracy"]), Number(json["learning_rate"]))
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static double Number(JsonNode? node) => node is JsonValue value && value.TryGetValue(out double number) ? number : double.NaN;
}
