using NormSharp.Data;
using NormSharp.Diagnosis.Repair;
using NormSharp.Layers;
using NormSharp.Training;

namespace NormSharp.Clinic;

/// <summary>Batches that are not what they should be: of two domains, or in an order that tells something.</summary>
internal static class MixtureFaults
{
    private const int ImagesSeen = 1000;

    /// <summary>All of them.</summary>
    public static IEnumerable<Fault> All => [.. Mixtures(), InOrder()];

    private static IEnumerable<Fault> Mixtures()
    {
        foreach (bool isGiven in new[] { false, true })
        {
            string kind = isGiven ? "two domains, given by name" : "two domains in one layer";
            yield return Mixture(kind, "half at contrast 0.3", isGiven, set => new ChangedImages(set) { Contrast = 0.3 });
            yield return Mixture(kind, "half at × 0.25 of the light", isGiven, set => new ChangedImages(set) { Light = 0.25 });
        }
    }

    /// <summary>Every second image is of another domain, and the statistics are those of both.</summary>
    private static Fault Mixture(string kind, string strength, bool isGiven, Func<ImageSet, ImageSet> change)
        => new(kind, strength, ["BN036"], (healthy, _) =>
        {
            var split = new DataSplit(
                new MixedImages(healthy.Train, change(healthy.Train)), new MixedImages(healthy.Test, change(healthy.Test)));
            return new Case(Recalibrated(healthy, split.Train), healthy.Normalization, split.Train, split.Test)
            {
                Sound = (
                    Recalibrated(healthy, OfDomain(split, false).Train),
                    Recalibrated(healthy, OfDomain(split, true).Train)),
                Domains = isGiven
                    ? new Dictionary<string, DataSplit> { ["usual"] = OfDomain(split, false), ["other"] = OfDomain(split, true) }
                    : null,
            };
        })
        { IsRepairable = isGiven };

    /// <summary>Normalised by the batch in evaluation, over images that are sorted by class.</summary>
    private static Fault InOrder() => new(
        "by the batch, images in order", "sorted by class", ["BN037", "BN034", "BN010"], (healthy, _) =>
        {
            HashSet<string> all = [.. FaultMaking.Norms(healthy.Module).Select(norm => norm.Path)];
            Module model = Rewriting.Settings(healthy.Copy(), all, settings => settings["track_running_statistics"] = false);
            int[] order = [.. Enumerable.Range(0, healthy.Train.Count).OrderBy(healthy.Train.LabelOf)];
            return new Case(model, healthy.Normalization, new ImageSubset(healthy.Train, order), healthy.Test);
        })
    { Parts = [["BN037"], ["BN034", "BN010"]] };

    private static Module Recalibrated(Healthy healthy, ImageSet images)
    {
        Module model = healthy.Copy();
        BatchNormRecalibration.Run(model, images.Take(ImagesSeen), new RecalibrationOptions
        {
            BatchSize = 100,
            Normalization = healthy.Normalization,
            IncludeFrozen = true,
        });
        return model;
    }

    private static DataSplit OfDomain(DataSplit split, bool isOther) => new(Part(split.Train, isOther), Part(split.Test, isOther));

    private static ImageSubset Part(ImageSet set, bool isOther)
        => new(set, [.. Enumerable.Range(0, set.Count).Where(index => MixedImages.IsOther(index) == isOther)]);
}
