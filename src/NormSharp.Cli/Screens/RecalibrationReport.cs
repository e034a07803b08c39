using System.Text.Json.Nodes;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Training;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>What a recalibration changed: each layer's drift, and the accuracy before and after where there are labels.</summary>
internal sealed record RecalibrationReport(
    string Model,
    string? Output,
    RecalibrationMethod Method,
    ImageSet Images,
    RecalibrationResult Result,
    RecalibrationReport.Evaluated? Accuracy)
{
    /// <summary>From so many deviations, or such a logarithm of variances, nobody would say that statistics changed little.</summary>
    private const double MuchDrift = 0.5;

    /// <summary>Numbers of the model that could not be, and are replaced.</summary>
    public IReadOnlyList<StateProblem> Repaired { get; init; } = [];

    /// <summary>How many tensors of the file that came in were changed; null where it was written as one of NormSharp's.</summary>
    public int? Changed { get; init; }

    public void Show(Screen screen)
    {
        new Facts()
            .Add("model", Model)
            .Add(
                "statistics",
                $"{Format.Count(Result.Images)} images of {Images.Name} in {Format.Count(Result.Batches)} batches, "
                    + $"{Choices.Recalibration.NameOf(Method)}")
            .Show(screen);
        PlainTable drift = new PlainTable()
            .Words("layer")
            .Words("kind")
            .Numbers("channels")
            .Numbers("|Δμ|/σ mean")
            .Numbers("max")
            .Numbers("|ln σ²/σ²| mean")
            .Numbers("max");
        foreach (StatisticsDrift layer in Result.Layers)
        {
            drift.Add(
                PlainTable.Cell(layer.Layer),
                PlainTable.Cell(layer.TypeName),
                PlainTable.Cell(Format.Count(layer.Channels)),
                PlainTable.Strong(Format.Drift(layer.MeanShift)),
                PlainTable.Cell(Format.Drift(layer.MaxMeanShift)),
                PlainTable.Strong(Format.Drift(layer.LogVarianceRatio)),
                PlainTable.Cell(Format.Drift(layer.MaxLogVarianceRatio)));
        }

        drift.Show(screen);
        if (Result.Untouched.Count > 0)
        {
            screen.Line($"  No image reached {Markup.Escape(string.Join(", ", Result.Untouched))}; they are as they were.");
        }

        foreach (StateProblem problem in Repaired)
        {
            screen.Line($"  Repaired: {Markup.Escape(problem.ToString())}.");
        }

        ShowAccuracy(screen);
        if (Output is null)
        {
            screen.Line("  Nothing was written; [bold]-o FILE[/] keeps the model with the recomputed statistics.");
            return;
        }

        string saved = Changed is { } count
            ? Messages.Of($"{Output}: {Format.Count(count)} tensors changed, all else as it came in")
            : Output;
        new Facts().Add("saved", saved).Show(screen);
    }

    public JsonObject ToJson() => new()
    {
        ["model"] = Model,
        ["out"] = Output,
        ["changed_tensors"] = Changed,
        ["method"] = Choices.Recalibration.NameOf(Method),
        ["images"] = Result.Images,
        ["batches"] = Result.Batches,
        ["test_images"] = Accuracy?.Test.Count,
        ["test_accuracy_before"] = Accuracy is null ? null : ShareOf(Accuracy.Before),
        ["test_accuracy_after"] = Accuracy?.After.Accuracy,
        ["test_loss_before"] = Accuracy?.Before.Loss,
        ["test_loss_after"] = Accuracy?.After.Loss,
        ["repaired"] = new JsonArray([.. Repaired.Select(problem => (JsonNode)problem.ToString())]),
        ["layers"] = new JsonArray([.. Result.Layers.Select(ToJson)]),
        ["untouched"] = new JsonArray([.. Result.Untouched.Select(path => (JsonNode)path)]),
    };

    private static JsonNode ToJson(StatisticsDrift layer) => new JsonObject
    {
        ["layer"] = layer.Layer,
        ["kind"] = layer.TypeName,
        ["channels"] = layer.Channels,
        ["mean_shift"] = layer.MeanShift,
        ["mean_shift_max"] = layer.MaxMeanShift,
        ["log_variance_ratio"] = layer.LogVarianceRatio,
        ["log_variance_ratio_max"] = layer.MaxLogVarianceRatio,
    };

    /// <summary>Outputs that are no numbers have no class right or wrong.</summary>
    private static double ShareOf(EvaluationResult result) => double.IsFinite(result.Loss) ? result.Accuracy : double.NaN;

    private void ShowAccuracy(Screen screen)
    {
        if (Accuracy is null)
        {
            screen.Line($"  {Markup.Escape(Images.Name)} has no labels of the model's classes, so no accuracy was measured.");
            screen.Line();
            return;
        }

        (ImageSet test, EvaluationResult before, EvaluationResult after) = Accuracy;
        PlainTable table = new PlainTable().Words("running statistics").Numbers("test accuracy").Numbers("test loss");
        foreach ((string name, EvaluationResult result) in new[] { ("as they were", before), ("recalibrated", after) })
        {
            table.Add(
                PlainTable.Cell(Messages.Of(name)),
                PlainTable.Strong(Format.Percent(ShareOf(result))),
                PlainTable.Cell(Format.Loss(result.Loss)));
        }

        table.Show(screen);
        string verdict = !double.IsFinite(before.Loss)
            ? Messages.Of("With the statistics as they were the model's outputs were no numbers; recalibrated they are.")
            : RecalibrationVerdict.Compare(before.Accuracy, after.Accuracy, before.Loss, after.Loss, test.Count, FarOff())
            ?? Messages.Of("Recalibration lost accuracy here: the statistics as they were suit these test images better.");
        foreach (string line in TwoColumns.Wrap(verdict, Math.Min(screen.Width, 100) - 4))
        {
            screen.Line($"  {Markup.Escape(line)}");
        }

        screen.Line();
    }

    /// <summary>Accuracy that hardly changed does not mean that the statistics did: the layer whose were far off; null for none.</summary>
    private StatisticsDrift? FarOff()
    {
        StatisticsDrift? worst = Result.Layers.MaxBy(layer => Math.Max(layer.MeanShift, layer.LogVarianceRatio));
        return worst is { MeanShift: < MuchDrift, LogVarianceRatio: < MuchDrift } ? null : worst;
    }

    /// <summary>Test images with labels, and what the model gave on them before and after.</summary>
    internal sealed record Evaluated(ImageSet Test, EvaluationResult Before, EvaluationResult After);
}
