using System.Text.Json.Nodes;
using NormSharp.Cli.Output;
using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Tensors;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>A model's layers as a table, and for machines.</summary>
internal static class SummaryScreen
{
    // Columns that a residual network's names and layers need side by side.
    private const int WideEnough = 110;
    private const int LongName = 16;

    public static void Show(Screen screen, string name, ModelSummary summary, int batchSize)
    {
        PlainTable table = new PlainTable().Words("layer").Words("kind").Numbers("output").Words("trainable").Numbers("parameters");
        foreach (ModelSummaryRow row in summary.Rows)
        {
            string trainable = row.Parameters == 0 ? string.Empty : row.IsTrainable ? "yes" : "frozen";
            table.Add(
                PlainTable.Strong(screen.Width < WideEnough ? Broken(row.Name) : [row.Name]),
                PlainTable.Cell(row.Layer),
                PlainTable.Cell(Shape(row.Output)),
                PlainTable.Cell(trainable),
                PlainTable.Cell(row.Parameters == 0 ? string.Empty : Format.Count(row.Parameters)));
        }

        screen.Line($"[bold]{Markup.Escape(name)}[/], input {Shape(summary.Input)}");
        table.Show(screen);
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

    /// <summary>A long path on two lines, broken after its first part.</summary>
    private static string[] Broken(string name) =>
        name.Length > LongName && name.IndexOf('.', StringComparison.Ordinal) is > 0 and int dot
            ? [name[..(dot + 1)], $"  {name[(dot + 1)..]}"]
            : [name];

    // Of one image: the batch is told beside the memory.
    private static string Shape(Shape shape) => string.Join('×', shape.Skip(1));

    private static JsonArray Extents(Shape shape) => new([.. shape.Skip(1).Select(extent => (JsonNode)extent)]);

    private static string Images(int count) => count == 1 ? "1 image" : $"{Format.Count(count)} images";
}
