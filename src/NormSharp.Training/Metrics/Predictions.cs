namespace NormSharp.Training;

/// <summary>What logits say about classes.</summary>
internal static class Predictions
{
    /// <summary>How many rows have their largest logit, the first of equals, at their label; a row of NaN has none.</summary>
    public static int CountCorrect(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        int classes = logits.Length / labels.Length;
        int correct = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> scores = logits.Slice(row * classes, classes);
            if (Largest(scores) == labels[row])
            {
                correct++;
            }
        }

        return correct;
    }

    /// <summary>Where the largest logit of each row stands, as many rows as there are labels.</summary>
    public static void Classify(ReadOnlySpan<float> logits, Span<int> labels)
    {
        int classes = logits.Length / labels.Length;
        for (int row = 0; row < labels.Length; row++)
        {
            labels[row] = Largest(logits.Slice(row * classes, classes));
        }
    }

    /// <summary>Where the largest score stands, the first of equals; −1 when a score is NaN.</summary>
    public static int Largest(ReadOnlySpan<float> scores)
    {
        int best = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (float.IsNaN(scores[i]))
            {
                return -1;
            }

            best = scores[i] > scores[best] ? i : best;
        }

        return best;
    }
}
