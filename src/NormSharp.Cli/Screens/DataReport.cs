using System.Collections.Immutable;
using System.Text.Json.Nodes;
using NormSharp.Cli.Output;
using NormSharp.Data;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>What is in a data set, for people and for machines.</summary>
internal sealed record DataReport(
    string Name, DataSplit Split, DataStatistics Train, DataStatistics Test, string? Sheet, string? ExportFolder, int Exported)
{
    public void Show(Screen screen)
    {
        screen.Line($"[bold]{Markup.Escape(Name)}[/]");
        var facts = new Facts()
            .Add("training", $"{Format.Count(Split.Train.Count)} images")
            .Add("test", $"{Format.Count(Split.Test.Count)} images")
            .Add("size", $"{Split.Train.Shape} (channels × rows × columns)")
            .Add("mean", $"{Channels(Train.Mean)} of the training pixels, scaled to 0…1")
            .Add("deviation", Channels(Train.Deviation));
        if (Sheet is not null)
        {
            facts.Add("contact sheet", Sheet);
        }

        if (ExportFolder is not null)
        {
            facts.Add("exported", $"{Exported} test images to {ExportFolder}");
        }

        facts.Show(screen);
        PlainTable table = new PlainTable().Numbers("label").Words("class").Numbers("training").Numbers("test");
        for (int label = 0; label < Split.Train.ClassCount; label++)
        {
            table.Add(
                PlainTable.Cell($"{label}"),
                PlainTable.Strong(Split.Train.ClassNames[label]),
                PlainTable.Cell(Format.Count(Train.ClassCounts[label])),
                PlainTable.Cell(Format.Count(Test.ClassCounts[label])));
        }

        table.Show(screen);
    }

    public JsonObject ToJson() => new()
    {
        ["name"] = Name,
        ["shape"] = new JsonArray(Split.Train.Shape.Channels, Split.Train.Shape.Height, Split.Train.Shape.Width),
        ["train_images"] = Split.Train.Count,
        ["test_images"] = Split.Test.Count,
        ["mean"] = Numbers(Train.Mean),
        ["deviation"] = Numbers(Train.Deviation),
        ["classes"] = new JsonArray(
        [
            .. Split.Train.ClassNames.Select((name, label) => new JsonObject
            {
                ["label"] = label,
                ["name"] = name,
                ["train"] = Train.ClassCounts[label],
                ["test"] = Test.ClassCounts[label],
            }),
        ]),
        ["sheet"] = Sheet,
        ["export_folder"] = ExportFolder,
        ["exported"] = Exported,
    };

    private static string Channels(ImmutableArray<float> values) => string.Join(", ", values.Select(value => Format.Loss(value)));

    private static JsonArray Numbers(ImmutableArray<float> values) => new([.. values.Select(value => (JsonNode)value)]);
}
