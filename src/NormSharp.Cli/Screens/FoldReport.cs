using System.Globalization;
using System.Text.Json.Nodes;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Training;
using NormSharp.Transforms;

namespace NormSharp.Cli.Screens;

/// <summary>What <c>fold</c> did, for people and for machines.</summary>
/// <param name="Model">The file that was read.</param>
/// <param name="Output">The file that was written.</param>
/// <param name="Result">What was folded and what stays.</param>
/// <param name="Random">The comparison on random input.</param>
/// <param name="Real">The comparison on images; null when there were none.</param>
/// <param name="Images">The name of their set.</param>
internal sealed record FoldReport(
    string Model, string Output, FoldResult Result, ModelComparison Random, ModelComparison? Real, string? Images)
{
    /// <summary>A small share of 1, for example <c>2.1e-07</c>.</summary>
    public static string Ratio(double value) => value.ToString("0.0e-00", CultureInfo.InvariantCulture);

    public void Show(Screen screen)
    {
        PlainTable table = new PlainTable().Words("normalization").Words("kind").Words("what became of it");
        foreach (FoldedNormalization entry in Result.Folded)
        {
            string where = entry.Direction == FoldDirection.IntoPreceding
                ? Messages.Of($"folded into {entry.Into} before it")
                : Messages.Of($"folded into {entry.Into} after it");
            table.Add(PlainTable.Strong(entry.Name), PlainTable.Cell(entry.Kind), PlainTable.Cell(where));
        }

        foreach (UnfoldedNormalization entry in Result.Unfolded)
        {
            table.Add(PlainTable.Strong(entry.Name), PlainTable.Cell(entry.Kind), PlainTable.Cell($"stays: {entry.Reason}"));
        }

        table.Show(screen);
        Facts facts = new Facts()
            .Add("folded", $"{Result.Folded.Count} of {Result.Folded.Count + Result.Unfolded.Count} normalizations")
            .Add("random input", $"outputs differ by {Ratio(Random.LargestDifference)} at most, relative to the largest of an input");
        if (Real is not null)
        {
            facts
                .Add(
                    Images!,
                    $"outputs differ by {Ratio(Real.LargestDifference)} at most; {Format.Count(Real.SamePredictions)} of "
                        + $"{Format.Count(Real.Inputs)} images get the same class")
                .Add(
                    "speed",
                    $"{Format.Count(Speed(Real.Inputs, Real.FirstSeconds))} images/s before, "
                        + $"{Format.Count(Speed(Real.Inputs, Real.SecondSeconds))} after");
        }

        facts.Add("model", Output).Show(screen);
    }

    public JsonObject ToJson() => new()
    {
        ["model"] = Model,
        ["output"] = Output,
        ["folded"] = new JsonArray(
        [
            .. Result.Folded.Select(entry => new JsonObject
            {
                ["name"] = entry.Name,
                ["kind"] = entry.Kind,
                ["into"] = entry.Into,
                ["direction"] = entry.Direction == FoldDirection.IntoPreceding ? "preceding" : "following",
            }),
        ]),
        ["unfolded"] = new JsonArray(
            [.. Result.Unfolded.Select(
                entry => new JsonObject { ["name"] = entry.Name, ["kind"] = entry.Kind, ["reason"] = entry.Reason })]),
        ["random_difference"] = Random.LargestDifference,
        ["difference"] = Real?.LargestDifference,
        ["images"] = Real?.Inputs,
        ["same_predictions"] = Real?.SamePredictions,
        ["images_per_second_before"] = Real is null ? null : Speed(Real.Inputs, Real.FirstSeconds),
        ["images_per_second_after"] = Real is null ? null : Speed(Real.Inputs, Real.SecondSeconds),
    };

    private static double Speed(long inputs, double seconds) => seconds > 0 ? Math.Round(inputs / seconds) : 0;
}
