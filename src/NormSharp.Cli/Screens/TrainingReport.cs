using System.Text.Json.Nodes;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Training;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>What a training came to, what that means, and what to type next.</summary>
internal sealed record TrainingReport(TrainingPlan Plan, TrainingSummary Summary)
{
    private const string ModelFileName = "model.safetensors";

    private const string BestModelFileName = "model-best.safetensors";

    private const string AveragedModelFileName = "model-averaged.safetensors";

    private string AveragedModelPath => Path.Combine(Plan.Folder, AveragedModelFileName);

    private string ModelPath => Path.Combine(Plan.Folder, ModelFileName);

    public void Show(Screen screen)
    {
        int norms = BatchNormRecalibration.Layers(Plan.Model).Count;
        int frozen = BatchNormRecalibration.Layers(Plan.Model, includeFrozen: true).Count - norms;
        string kept = Messages.Of(frozen > 0 ? "frozen" : "none");
        PlainTable table = new PlainTable().Words("running statistics").Numbers("test accuracy").Numbers("test loss");
        AddRow(table, norms == 0 ? kept : Messages.Of("as trained"), Summary.TestAccuracy, Summary.TestLoss);
        if (norms > 0 && Summary.RecalibratedTestAccuracy is double accuracy)
        {
            AddRow(table, Messages.Of("recalibrated"), accuracy, Summary.RecalibratedTestLoss ?? double.NaN);
        }

        if (Summary.AveragedTestAccuracy is double averaged)
        {
            AddRow(
                table,
                norms == 0 ? Messages.Of($"{kept}, averaged weights") : Messages.Of("recalibrated, averaged weights"),
                averaged,
                Summary.AveragedTestLoss ?? double.NaN);
        }

        table.Show(screen);
        foreach (string line in TwoColumns.Wrap(
            RecalibrationVerdict.Of(Summary, Plan.Data.Test.Count, norms, frozen), Math.Min(screen.Width, 100) - 4))
        {
            screen.Line($"  {Markup.Escape(line)}");
        }

        if (Summary is { BestEpoch: int best, BestValidationAccuracy: double validation })
        {
            screen.Line(
                $"  best by validation: epoch {best} of {Summary.Epochs} with [bold]{Markup.Escape(Format.Percent(validation))}[/]; "
                    + $"kept as {BestModelFileName}");
        }

        if (Summary.Confusion is { } confusion)
        {
            ClassTable.Show(screen, confusion, Plan.Data.Test.ClassNames);
        }

        screen.Line();
        Facts facts = new Facts()
            .Add("time", $"{Format.Seconds(Summary.Seconds)} in all, {Format.Count(Summary.ImagesPerSecond)} training images a second")
            .Add("model", ModelPath);
        if (Summary.LoaderThreads > 0)
        {
            facts.Add(
                "pictures",
                $"made ahead by {BenchmarkReport.Threads(Summary.LoaderThreads)}, {Format.Count(Summary.LoaderImagesPerSecond)} a second; "
                    + $"waited for them {Format.Seconds(Summary.SecondsWaitedForImages)}");
        }

        if (File.Exists(Path.Combine(Plan.Folder, ResultPictures.ConfusionName)))
        {
            facts.Add("to look at", Path.Combine(Plan.Folder, ResultPictures.ConfusionName));
        }

        (Summary.AveragedTestAccuracy is null ? facts : facts.Add("averaged", AveragedModelPath)).Show(screen);
        if (!screen.IsQuiet)
        {
            ShowNext(screen);
        }
    }

    public JsonObject ToJson()
    {
        JsonObject json = Summary.ToJson();
        json["run"] = Plan.Folder;
        json["model"] = ModelPath;
        if (Summary.AveragedTestAccuracy is not null)
        {
            json["model_averaged"] = AveragedModelPath;
        }

        return json;
    }

    private static void AddRow(PlainTable table, string statistics, double accuracy, double loss) =>
        table.Add(PlainTable.Cell(statistics), PlainTable.Strong(Format.Percent(accuracy)), PlainTable.Cell(Format.Loss(loss)));

    private void ShowNext(Screen screen)
    {
        string data = Invocation.QuotePath(Plan.Request.Data);
        string samples = NewFile.FirstFree("samples");
        screen.Line();
        Overview.Title(screen, "Next");
        screen.Text($"  {Invocation.Of($"eval {Invocation.QuotePath(Plan.Folder)}")}");
        screen.Text($"  {Invocation.Of($"data {data} --no-sheet --export {samples}")}");
        screen.Text($"  {Invocation.Of($"predict {Invocation.QuotePath(Plan.Folder)} {samples}/*.png")}");
    }
}
