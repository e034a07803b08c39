using System.Globalization;
using System.Text.Json.Nodes;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Serialization;
using NormSharp.Training;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>The runs that lie in a folder, the best first.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Runs">What is known of each.</param>
internal sealed record RunList(string Folder, IReadOnlyList<RunList.Entry> Runs)
{
    /// <summary>Looks for runs in a folder that is none itself; null where there are none.</summary>
    public static RunList? Find(string folder)
    {
        if (!Directory.Exists(folder) || RunFolder.Exists(folder))
        {
            return null;
        }

        Entry[] runs =
        [
            .. Directory.EnumerateDirectories(folder)
                .Where(path => RunFolder.Exists(path) || UnicodeName.IsBroken(path)).Select(Entry.Read)
                .OrderByDescending(entry => entry.Accuracy ?? -1).ThenBy(entry => entry.Name, StringComparer.Ordinal),
        ];
        return runs.Length > 0 ? new RunList(folder, runs) : null;
    }

    public void Show(Screen screen)
    {
        PlainTable table = new PlainTable()
            .Words("run").Numbers("test accuracy").Numbers("as trained", spare: 1).Numbers("epochs", spare: 2).Numbers("time", spare: 3)
            .Words("state");
        foreach (Entry run in Runs)
        {
            table.Add(
                PlainTable.Cell(run.Name),
                PlainTable.Strong(run.Accuracy is double accuracy ? Format.Percent(accuracy) : "–"),
                PlainTable.Cell(run.TrainedAccuracy is double trained ? Format.Percent(trained) : "–"),
                PlainTable.Cell(run.Epochs?.ToString(CultureInfo.InvariantCulture) ?? "–"),
                PlainTable.Cell(run.Seconds is double seconds ? Format.Seconds(seconds) : "–"),
                PlainTable.Cell(Messages.Of(run.State)));
        }

        table.Show(screen);
        string count = Runs.Count == 1 ? Messages.Of("1 run") : Messages.Of($"{Runs.Count} runs");
        screen.Line(
            $"  [dim]{count} in {Markup.Escape(Folder)}; accuracies are those of "
                + $"each run's own test images, after recalibration where there was one[/]");
    }

    public JsonObject ToJson() => new()
    {
        ["folder"] = Folder,
        ["runs"] = new JsonArray(
        [
            .. Runs.Select(run => new JsonObject
            {
                ["run"] = Path.Combine(Folder, run.Name),
                ["state"] = run.State,
                ["test_accuracy"] = run.Accuracy,
                ["test_accuracy_as_trained"] = run.TrainedAccuracy,
                ["epochs"] = run.Epochs,
                ["seconds"] = run.Seconds,
            }),
        ]),
    };

    /// <summary>A run.</summary>
    /// <param name="Name">Its folder's name.</param>
    /// <param name="State">Finished, or not, or damaged.</param>
    /// <param name="Accuracy">What its model has of the test images; null where it has none yet.</param>
    /// <param name="TrainedAccuracy">The same with the statistics as trained.</param>
    /// <param name="Epochs">How many there were.</param>
    /// <param name="Seconds">How long they took.</param>
    internal sealed record Entry(string Name, string State, double? Accuracy, double? TrainedAccuracy, int? Epochs, double? Seconds)
    {
        /// <summary>Reads what is known; a damaged run does not hide the others.</summary>
        public static Entry Read(string path)
        {
            string name = Path.GetFileName(path);
            if (UnicodeName.IsBroken(path))
            {
                return new Entry(name, "its name is no UTF-8", null, null, null, null);
            }

            try
            {
                using RunFolder run = RunFolder.Open(path);
                if (!run.IsFinished)
                {
                    return new Entry(name, "not finished", null, null, null, null);
                }

                TrainingSummary summary = TrainingSummary.FromJson(run.SummaryPath, run.ReadSummary());
                double? trained = double.IsFinite(summary.TestAccuracy) ? summary.TestAccuracy : null;
                return new Entry(
                    name, "finished", summary.RecalibratedTestAccuracy ?? trained, trained, summary.Epochs, summary.Seconds);
            }
            catch (NormSharpException)
            {
                return new Entry(name, "damaged", null, null, null, null);
            }
        }
    }
}
