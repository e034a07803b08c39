using System.Text.Json.Nodes;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Tensors;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>A model's layers as a table, and for machines.</summary>
internal static class SummaryScreen
{
    private const string Indent = "      ";

    public static void Show(Screen screen, string name, ModelSummary summary, int batchSize)
    {
        PlainTable table = new PlainTable().Words("layer").Words("kind").Numbers("output").Words("trainable").Numbers("parameters");
        foreach (ModelSummaryRow row in summary.Rows)
        {
            string trainable = row.Parameters == 0 ? string.Empty : Messages.Of(row.IsTrainable ? "yes" : "frozen");
            table.Add(
                PlainTable.Strong(row.Name),
                PlainTable.Cell(row.Layer),
                PlainTable.Cell(Shape(row.Output)),
                PlainTable.Cell(trainable),
                PlainTable.Cell(row.Parameters == 0 ? string.Empty : Format.Count(row.Parameters)));
        }

        screen.Line($"[bold]{Markup.Escape(name)}[/], input {Shape(summary.Input)}");
        if (table.FitsIn(screen))
        {
            table.Show(screen);
        }
        else
        {
            ShowLines(screen, summary);
        }

        new Facts()
            .Add("parameters", $"{Format.Count(summary.Parameters)} ({Format.Bytes(summary.Parameters * sizeof(float))})")
            .Add("trainable", Format.Count(summary.TrainableParameters))
            .Add("frozen", Format.Count(summary.Parameters - summary.TrainableParameters))
            .Add(
                "activations",
                $"{Format.Bytes((double)summary.ActivationBytes * batchSize)} for {Images(batchSize)}, as a training step keeps them")
            .Show(screen);
    }

    public static JsonObject ToJson(string name, ModelSummary summary, int batchSize) => new()
    {
        ["model"] = name,
        ["input"] = Extents(summary.Input),
        ["layers"] = new JsonArray(
        [
            .. summary.Rows.Select(row => new JsonObject
            {
                ["name"] = row.Name,
                ["kind"] = row.Layer,
                ["output"] = Extents(row.Output),
                ["trainable"] = row.IsTrainable,
                ["parameters"] = row.Parameters,
                ["activation_bytes"] = row.ActivationBytes * batchSize,
            }),
        ]),
        ["batch_size"] = batchSize,
        ["parameters"] = summary.Parameters,
        ["trainable_parameters"] = summary.TrainableParameters,
        ["activation_bytes"] = summary.ActivationBytes * batchSize,
    };

    /// <summary>Two lines a layer where a table would break its words.</summary>
    private static void ShowLines(Screen screen, ModelSummary summary)
    {
        screen.Line();
        foreach (ModelSummaryRow row in summary.Rows)
        {
            string frozen = row is { Parameters: > 0, IsTrainable: false } ? Messages.Of(", frozen") : string.Empty;
            string parameters = row.Parameters == 0 ? string.Empty : Messages.Of($", {Format.Count(row.Parameters)} parameters{frozen}");
            screen.Line($"  [bold]{Markup.Escape(row.Name)}[/]");
            string line = $"{row.Layer} → {Shape(row.Output)}{parameters}";
            TwoColumns.Wrap(line, screen.Width - Indent.Length).ForEach(part => screen.Line(Indent + Markup.Escape(part)));
        }

        screen.Line();
    }

    // Of one image: the batch is told beside the memory.
    private static string Shape(Shape shape) => string.Join('×', shape.Skip(1));

    private static JsonArray Extents(Shape shape) => new([.. shape.Skip(1).Select(extent => (JsonNode)extent)]);

    private static string Images(int count) => count == 1 ? Messages.Of("1 image") : Messages.Of($"{Format.Count(count)} images");
}
