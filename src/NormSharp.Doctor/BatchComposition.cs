using NormSharp.Data;
using NormSharp.Diagnosis.Data;
using NormSharp.Diagnosis.Repair;
using NormSharp.Diagnosis.Static;

namespace NormSharp.Diagnosis;

/// <summary>What the other images of a batch do to the answer for one.</summary>
internal static class BatchComposition
{
    private const int Few = 32;
    private const int Pair = 2;
    private const int Stride = 7;
    private const int Most = 1000;
    private const double FarBetter = 0.05;
    private const double NearlyAll = 0.95;

    /// <summary>BN034: in evaluation, the same images in other batches.</summary>
    public static IEnumerable<Observation> InEvaluation(Patient patient)
    {
        ImageSet test = Part(patient.Test!, 0, Math.Min(Most, patient.Test!.Count));
        if (test.Count <= Few || IsSame(patient, Part(test, 0, Few)))
        {
            yield break;
        }

        // Every seventh image, then every seventh from the second on, and so on: no batch is what it was.
        int[] order = [.. Enumerable.Range(0, test.Count).OrderBy(index => index % Stride).ThenBy(index => index)];
        int[] other = Classes(patient, new ImageSubset(test, order));
        int[] given = Classes(patient, test);
        double share = order.Where((index, i) => given[index] != other[i]).Count() / (double)test.Count;
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
        IEnumerable<int> apart = Enumerable.Range(0, few.Count / Pair).SelectMany(pair => Classes(patient, Part(few, pair * Pair, Pair)));
        return Classes(patient, few).SequenceEqual(apart);
    }

    private static int[] Classes(Patient patient, ImageSet set)
        => ModelOutputs.InBatches(patient.Model, set, patient.Normalization, patient.Backend, patient.Stop).Classes;

    private static ImageSubset Part(ImageSet set, int start, int count) => new(set, [.. Enumerable.Range(start, count)]);
}
