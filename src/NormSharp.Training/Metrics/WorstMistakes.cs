using NormSharp.Synchronization;

namespace NormSharp.Training;

/// <summary>Keeps the mistakes of which a model is surest.</summary>
/// <param name="most">How many are kept.</param>
internal sealed class WorstMistakes(int most)
{
    private const int Fields = 4;

    private readonly List<Mistake> _kept = [];

    /// <summary>Looks at a batch.</summary>
    /// <param name="first">The number of its first image in the set.</param>
    /// <param name="logits">A row of scores an image.</param>
    /// <param name="labels">The class of each.</param>
    public void Add(int first, ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        int classes = logits.Length / labels.Length;
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> scores = logits.Slice(row * classes, classes);
            int predicted = Predictions.Largest(scores);
            if (predicted >= 0 && predicted != labels[row])
            {
                Keep(new Mistake(first + row, labels[row], predicted, Probability(scores, predicted)));
            }
        }
    }

    /// <summary>Keeps the worst of all ranks, on each of them; all must call.</summary>
    public void Gather(Communicator ranks)
    {
        // All messages are of one length; a place that is not taken has no image.
        double[] own = [.. _kept.SelectMany(Numbers), .. Enumerable.Repeat(-1.0, Fields * (most - _kept.Count))];
        var all = new double[own.Length * ranks.RankCount];
        ranks.AllGather(own, [.. Enumerable.Repeat(own.Length, ranks.RankCount)], all);
        _kept.Clear();
        foreach (Mistake mistake in all.Chunk(Fields).Where(row => row[0] >= 0).Select(Read).OrderBy(mistake => mistake.Index))
        {
            Keep(mistake);
        }
    }

    /// <summary>The worst first; of equals the one that comes first in the set.</summary>
    public IReadOnlyList<Mistake> Take() => [.. _kept];

    private static double[] Numbers(Mistake mistake) => [mistake.Index, mistake.Label, mistake.Predicted, mistake.Probability];

    private static Mistake Read(double[] row) => new((int)row[0], (int)row[1], (int)row[2], row[3]);

    /// <summary>Takes a mistake in; of equals those with smaller numbers must come first.</summary>
    private void Keep(Mistake mistake)
    {
        if (_kept.Count == most && mistake.Probability <= _kept[^1].Probability)
        {
            return;
        }

        int place = _kept.FindIndex(other => other.Probability < mistake.Probability);
        _kept.Insert(place < 0 ? _kept.Count : place, mistake);
        if (_kept.Count > most)
        {
            _kept.RemoveAt(most);
        }
    }

    private static double Probability(ReadOnlySpan<float> scores, int predicted)
    {
        double sum = 0;
        foreach (float score in scores)
        {
            sum += Math.Exp((double)score - scores[predicted]);
        }

        return 1 / sum;
    }
}
