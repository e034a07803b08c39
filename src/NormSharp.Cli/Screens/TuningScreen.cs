using System.Text.Json.Nodes;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Inference;

namespace NormSharp.Cli.Screens;

/// <summary>By which algorithms, and on how many threads, a tuned plan computes its steps.</summary>
/// <param name="Tuning">What was measured, and where it is kept.</param>
/// <param name="Steps">The plan's steps.</param>
internal sealed record TuningScreen(PlanTuning Tuning, IReadOnlyList<InferenceStep> Steps)
{
    public void Show(Screen screen)
    {
        string measured = Tuning.Measured == 0
            ? Messages.Of("nothing was measured: all was known")
            : Messages.Of($"{Tuning.Measured} kinds of steps were measured");
        screen.Text(Tuning.FilePath is { } path
            ? Messages.Of($"tuned plan: {measured}; kept in {path}")
            : Messages.Of($"tuned plan: {measured}"));
        PlainTable table = new PlainTable().Names("step").Names("operation").Names("algorithm").Names("threads");
        foreach (InferenceStep step in Steps)
        {
            table.Add(
                PlainTable.Cell(step.Name),
                PlainTable.Cell(step.Operation),
                PlainTable.Cell(step.Algorithm ?? string.Empty),
                PlainTable.Cell(Messages.Of(step.IsOnOneThread ? "one" : "all")));
        }

        table.Show(screen);
    }

    public JsonObject ToJson() => new()
    {
        ["file"] = Tuning.FilePath,
        ["measured"] = Tuning.Measured,
        ["steps"] = new JsonArray(
        [
            .. Steps.Select(step => new JsonObject
            {
                ["step"] = step.Name,
                ["operation"] = step.Operation,
                ["algorithm"] = step.Algorithm,
                ["threads"] = step.IsOnOneThread ? "one" : "all",
            }),
        ]),
    };
}
