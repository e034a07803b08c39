using NormSharp.Data;
using NormSharp.Diagnosis.Repair;
using NormSharp.Diagnosis.Static;

namespace NormSharp.Diagnosis.Data;

/// <summary>What the other images of a batch do to the answer for one.</summary>
internal static class BatchComposition
{
    private const int Few = 8;
    private const int Pair = 2;
    private const int Stride = 7;
    private const int Most = 1000;
    private const double FarBetter = 0.05;
    private const double NearlyAll = 0.95;

    /// <summary>BN034: in evaluation, the same images in other batches.</summary>
    public static IEnumerable<Observation> InEvaluation(Patient patient, ModelOutputs before)
    {
        ImageSet few = Part(patient.Test!, 0, Math.Min(Few, before.Images));
        if (few.Count <= Pair || IsSame(patient, few))
        {
            yield break;
        }

        // Every seventh image, then every seventh from the second on, and so on: no batch is what it was.
        int[] order = [.. Enumerable.Range(0, before.Images).OrderBy(index => index % Stride).ThenBy(index => index)];
        ModelOutputs other = (patient with { Test = new ImageSubset(patient.Test!, order) }).Outputs();
        var classes = new int[order.Length];
        for (int i = 0; i < order.Length; i++)
        {
            classes[order[i]] = other.Classes[i];
        }

        double share = before.DifferenceTo(other with { Classes = classes });
        if (share > 0)
        {
            yield return new Observation("BN034") { Measured = new Dictionary<string, double> { ["share"] = share } };
        }
    }

    /// <summary>
    /// BN035: by the batch's own statistics, images among those of their class alone are told better than among others: the statistics
    /// tell the label. A network without that leak tells them worse, since a class's own mean is taken away.
    /// </summary>
    /// <param name="patient">The model, with labels.</param>
    /// <param name="evaluated">Its accuracy in evaluation: of a network that has nearly all right nothing needs to be explained.</param>
    /// <param name="byBatch">Its accuracy by the statistics of mixed batches.</param>
    public static IEnumerable<Observation> Leak(Patient patient, double evaluated, double byBatch)
    {
        if (evaluated > NearlyAll || byBatch > NearlyAll)
        {
            yield break;
        }

        ImageSet test = patient.Test!;
        int[] sorted = [.. Enumerable.Range(0, Math.Min(Most, test.Count)).OrderBy(test.LabelOf).ThenBy(index => index)];
        ModelOutputs apart = ModelOutputs.ByBatch(
            patient.Model, new ImageSubset(test, sorted), patient.Normalization, patient.Backend, patient.Stop);
        if (apart.Accuracy > Math.Max(evaluated, byBatch) + FarBetter + (2 / Math.Sqrt(sorted.Length)))
        {
            yield return new Observation("BN035")
            {
                Measured = new Dictionary<string, double> { ["train"] = apart.Accuracy.Value, ["test"] = byBatch },
            };
        }
    }

    private static bool IsSame(Patient patient, ImageSet few)
    {
        int[] together = (patient with { Test = few }).Outputs().Classes;
        IEnumerable<int> apart = Enumerable.Range(0, few.Count / Pair)
            .SelectMany(pair => (patient with { Test = Part(few, pair * Pair, Pair) }).Outputs().Classes);
        return together.Take(few.Count / Pair * Pair).SequenceEqual(apart);
    }

    private static ImageSubset Part(ImageSet set, int start, int count) => new(set, [.. Enumerable.Range(start, count)]);
}
