using NormSharp.Charts;
using NormSharp.Cli.Output;
using NormSharp.Data;
using NormSharp.Serialization;
using NormSharp.Training;

namespace NormSharp.Cli.Requests;

/// <summary>What to look at after a test: the confusion matrix and the worst mistakes as pictures.</summary>
/// <param name="Set">The images that were tested.</param>
/// <param name="Confusion">How often each class was taken for each.</param>
/// <param name="Mistakes">The mistakes of which the model was surest.</param>
internal sealed record ResultPictures(ImageSet Set, ConfusionMatrix Confusion, IReadOnlyList<Mistake> Mistakes)
{
    /// <summary>The confusion matrix.</summary>
    public const string ConfusionName = "confusion.svg";

    /// <summary>The worst mistakes.</summary>
    public const string MistakesName = "mistakes.png";

    private const int Columns = 6;
    private const int MostWritten = 12;
    private const int MostClasses = 120;

    /// <summary>Writes what there is to see, in place of what was written before.</summary>
    /// <exception cref="Serialization.FileWriteException">A file cannot be written.</exception>
    public void WriteTo(string folder)
    {
        if (Confusion.Classes <= MostClasses)
        {
            Write(ConfusionName, stream =>
            {
                using var writer = new StreamWriter(stream, leaveOpen: true);
                writer.Write(Chart().ToSvgFile());
            });
        }
        else
        {
            Remove(ConfusionName);
        }

        if (Mistakes.Count > 0 && Set.Shape.Channels is 1 or 3)
        {
            Write(MistakesName, Sheet().WriteTo);
        }
        else
        {
            Remove(MistakesName);
        }

        void Write(string name, Action<Stream> write) => AtomicFile.Write(Path.Combine(folder, name), write);

        // A run with more epochs may have nothing left to show.
        void Remove(string name) => TemporaryFile.TryDelete(Path.Combine(folder, name));
    }

    private HeatMap Chart()
    {
        int[] labels = [.. Enumerable.Range(0, Confusion.Classes)];
        return new HeatMap
        {
            Title = $"{Set.Name}: which class was taken for which",
            Description = "Each row has the images of one class, in percent of them.",
            RowLabel = "class",
            ColumnLabel = "taken for",
            Rows = [.. labels.Select(Name)],
            Columns = [.. labels.Select(Name)],
            Values =
            [
                .. labels.Select(label => (IReadOnlyList<double>)
                    [.. labels.Select(other => 100.0 * Confusion[label, other] / Math.Max(Confusion.Images(label), 1))]),
            ],
            Value = new Axis("% of the class") { Minimum = 0, Maximum = 100 },
            Format = "0",
            WritesValues = Confusion.Classes <= MostWritten,
        };
    }

    private PngImage Sheet() => CaptionedSheet.Render(
        Set,
        [
            .. Mistakes.Select(mistake => (mistake.Index, (IReadOnlyList<string>)
            [
                $"is {Name(mistake.Label)}", $"seen {Name(mistake.Predicted)}", Format.Percent(mistake.Probability).TrimEnd('%', ' '),
            ])),
        ],
        Columns);

    private string Name(int label) => label < Set.ClassNames.Count ? Set.ClassNames[label] : $"class {label}";
}
