using System.Text.Json.Nodes;
using NormSharp.Serialization;

namespace NormSharp.Training;

/// <summary>How often images of each class were taken for each.</summary>
/// <param name="classes">How many classes there are.</param>
internal sealed class ConfusionMatrix(int classes)
{
    /// <summary>From so many classes on it is worth a word whether the right one is among the first five.</summary>
    private const int ClassesForTop = 10;

    private const int Top = 5;

    private readonly long[] _counts = new long[classes * classes];
    private long _amongTop;
    private long _images;
    private double? _topBefore;

    /// <summary>How many classes there are.</summary>
    public int Classes => classes;

    /// <summary>Everything that is counted, as whole numbers, so that the counts of several ranks can be added.</summary>
    public double[] Counts
    {
        get => [_images, _amongTop, .. _counts.Select(count => (double)count)];
        set
        {
            (_images, _amongTop) = ((long)value[0], (long)value[1]);
            for (int i = 0; i < _counts.Length; i++)
            {
                _counts[i] = (long)value[2 + i];
            }
        }
    }

    /// <summary>The share of images whose class is among the five likeliest; null where there are few classes.</summary>
    public double? TopAccuracy => classes >= ClassesForTop && _images > 0 ? (double)_amongTop / _images : _topBefore;

    /// <summary>Images of one class that were taken for another.</summary>
    public long this[int actual, int predicted] => _counts[(actual * classes) + predicted];

    /// <summary>Counts a batch; outputs beyond the classes and those that are no numbers count as no class.</summary>
    public void Add(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        int outputs = logits.Length / labels.Length;
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> scores = logits.Slice(row * outputs, outputs);
            int predicted = Predictions.Largest(scores);
            int label = labels[row];
            _images++;
            if (predicted >= 0 && predicted < classes)
            {
                _counts[(label * classes) + predicted]++;
            }

            int better = 0;
            for (int i = 0; i < scores.Length; i++)
            {
                better += scores[i] > scores[label] || float.IsNaN(scores[i]) ? 1 : 0;
            }

            _amongTop += better < Top ? 1 : 0;
        }
    }

    /// <summary>Images of a class.</summary>
    public long Images(int label) => Sum(other => this[label, other]);

    /// <summary>The share of a class's images that is told rightly; null where it has none.</summary>
    public double? Recall(int label) => Share(this[label, label], Images(label));

    /// <summary>The share of the images taken for a class that is of it; null where none was.</summary>
    public double? Precision(int label) => Share(this[label, label], Sum(other => this[other, label]));

    /// <summary>What a class is taken for most often when it is mistaken; −1 when it never is.</summary>
    public int MostOftenTakenFor(int label)
    {
        int most = -1;
        for (int other = 0; other < classes; other++)
        {
            if (other != label && this[label, other] > (most < 0 ? 0 : this[label, most]))
            {
                most = other;
            }
        }

        return most;
    }

    /// <summary>An object a class: name, images, precision, recall, and its row of the matrix.</summary>
    public JsonArray ToJson(IReadOnlyList<string> names) => new(
    [
        .. Enumerable.Range(0, classes).Select(label => new JsonObject
        {
            ["class"] = label < names.Count ? names[label] : $"class {label}",
            ["images"] = Images(label),
            ["precision"] = Precision(label),
            ["recall"] = Recall(label),
            ["taken_for"] = new JsonArray([.. Enumerable.Range(0, classes).Select(other => (JsonNode)this[label, other])]),
        }),
    ]);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="json">The classes.</param>
    /// <param name="top">What was said of the first five.</param>
    /// <exception cref="ModelFormatException">An entry is missing or of another kind.</exception>
    public static ConfusionMatrix FromJson(string path, JsonArray json, double? top)
    {
        var matrix = new ConfusionMatrix(json.Count) { _topBefore = top };
        for (int label = 0; label < json.Count; label++)
        {
            IReadOnlyList<int> counts = json[label] is JsonObject entry
                ? new JsonFields(path, entry).Ints("taken_for")
                : throw new ModelFormatException(path, "holds a class that is no object");
            if (counts.Count != json.Count)
            {
                throw new ModelFormatException(path, $"holds {counts.Count} counts of a class, expected {json.Count}");
            }

            for (int other = 0; other < counts.Count; other++)
            {
                matrix._counts[(label * json.Count) + other] = counts[other];
            }
        }

        return matrix;
    }

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;

    private long Sum(Func<int, long> count)
    {
        long sum = 0;
        for (int other = 0; other < classes; other++)
        {
            sum += count(other);
        }

        return sum;
    }
}
