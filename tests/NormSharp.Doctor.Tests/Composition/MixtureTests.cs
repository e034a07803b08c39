using NormSharp.Data;
using NormSharp.Diagnosis.Static;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Training;

namespace NormSharp.Diagnosis.Tests.Composition;

/// <summary>Two domains in one layer, and an order of images that tells something; neither needs labels of the domain.</summary>
public sealed class MixtureTests
{
    private const int Count = 400;
    private static readonly ImageSet Train = Patients.Images(Count, 12, Patients.Healthy);
    private static readonly ImageSet Test = Patients.Images(Count, 13, Patients.Healthy);

    [Fact]
    public void Two_domains_in_one_layer_are_found_and_each_gets_statistics_of_its_own()
    {
        (ImageSet train, ImageSet test) = (Mixed(Train), Mixed(Test));
        Module model = Patients.Healthy();
        BatchNormRecalibration.Run(model, train, new RecalibrationOptions { Normalization = Patients.Given, BatchSize = 100 });

        Examination seen = Doctor.Examine(model, train, Options(test));

        Finding finding = Assert.Single(seen.Findings, finding => finding.Id == "BN036");
        Assert.True(finding.Severity > FindingSeverity.Note);
        Assert.True(finding.Cost!.Gain > 0.1, $"{finding.Cost}");
        Assert.Equal(0.5, finding.Measured["share"], 0.1);
        Assert.False(finding.IsRepairable);
        RepairStep refused = Assert.Single(Doctor.Repair(model, seen, train, Options(test)).Steps, step => step.Ids.Contains("BN036"));
        Assert.Equal("it needs the images of each domain, by its name", refused.Reason);

        ExaminationOptions named = Options(test) with
        {
            Domains = new Dictionary<string, DataSplit> { ["day"] = Half(train, test, 0), ["dusk"] = Half(train, test, 1) },
        };
        RepairResult repair = Doctor.Repair(model, Doctor.Examine(model, train, named), train, named);

        Assert.Contains(repair.Steps, step => step is { IsKept: true, Repair: "keep statistics for each domain" });
        Assert.True(repair.Total!.Gain > 0.1, $"{repair.Total}");
        DomainBatchNorm[] layers = [.. repair.Module.NamedModules().Select(entry => entry.Module).OfType<DomainBatchNorm>()];
        Assert.Equal(3, layers.Length);
        float[] day = layers[0].RunningVariance!.ToArray();
        DomainBatchNorm.Select(repair.Module, "dusk");
        float[] dusk = layers[0].RunningVariance!.ToArray();
        Assert.True(dusk.Sum() < 0.95 * day.Sum(), $"{string.Join(" ", dusk)}; {string.Join(" ", day)}");
    }

    [Fact]
    public void Images_of_one_domain_are_none_of_two()
        => Assert.DoesNotContain(Doctor.Examine(Patients.Healthy(), Train, Options(Test)).Findings, finding => finding.Id == "BN036");

    [Fact]
    public void An_order_that_shows_in_the_outputs_is_found_without_labels()
    {
        int[] sorted = [.. Enumerable.Range(0, Count).OrderBy(Train.LabelOf)];
        ImageSet inOrder = new ImageSubset(Train, sorted).WithoutLabels();
        ExaminationOptions options = Options(Test.WithoutLabels());

        Finding order = Assert.Single(Doctor.Examine(Patients.Healthy(), inOrder, options).Findings, finding => finding.Id == "BN037");
        Assert.True(order.Measured["share"] > 2 * order.Measured["chance"]);
        Assert.Equal(FindingSeverity.Note, order.Severity);
        Assert.DoesNotContain(
            Doctor.Examine(Patients.Healthy(), Train.WithoutLabels(), options).Findings, finding => finding.Id == "BN037");

        // A model that normalises by the batch in evaluation gives other answers to images in order.
        Module model = Repair.Rewriting.Settings(
            Patients.Healthy(), ["bn1", "bn2", "bn3"], settings => settings["track_running_statistics"] = false);
        Finding warned = Assert.Single(Doctor.Examine(model, inOrder, options).Findings, finding => finding.Id == "BN037");
        Assert.Equal(FindingSeverity.Warning, warned.Severity);
    }

    [Fact]
    public void Labels_of_the_images_that_statistics_are_taken_from_are_measured_too()
    {
        (ImageSet train, ImageSet test) = (Mixed(Train), Mixed(Test).Take(100));
        Module model = Patients.Healthy();
        BatchNormRecalibration.Run(model, train, new RecalibrationOptions { Normalization = Patients.Given, BatchSize = 100 });
        FindingCost? Cost(ImageSet images, ImageSet measured) => Doctor.Examine(model, images, Options(measured)).Findings
            .SingleOrDefault(finding => finding.Id == "BN036")?.Cost;

        Assert.Equal(Count + 100, Cost(train, test)!.Images);
        Assert.Equal(100, Cost(train.WithoutLabels(), test)!.Images);
        Assert.Equal(Count, Cost(train, train)!.Images);
    }

    [Fact]
    public void A_bias_that_holds_the_normalization_is_seen_without_an_image()
    {
        Module model = Patients.Healthy();
        BatchNorm norm = Patients.Norm(model, "bn2");
        var conv = (Conv2d)model.NamedModules().First(entry => entry.Name == "conv2").Module;
        for (int c = 0; c < norm.Channels; c++)
        {
            double scale = norm.Gamma!.AsSpan()[c] / Math.Sqrt(norm.RunningVariance!.AsSpan()[c] + norm.Options.Epsilon);
            conv.Bias!.AsSpan()[c] = (float)(norm.Beta!.AsSpan()[c] - (scale * norm.RunningMean!.AsSpan()[c]));
        }

        ExaminationOptions options = new() { Shape = Train.Shape };
        Assert.Equal(["bn2"], Assert.Single(Doctor.Examine(model, options: options).Findings, finding => finding.Id == "BN022").Layers);
        conv.Bias!.AsSpan()[3] += 0.01f;
        Assert.DoesNotContain(Doctor.Examine(model, options: options).Findings, finding => finding.Id == "BN022");
    }

    private static ExaminationOptions Options(ImageSet test) => new() { Test = test, Normalization = Patients.Given, Images = Count };

    /// <summary>Every second image faint.</summary>
    private static InMemoryImageSet Mixed(ImageSet set)
    {
        byte[] pixels = new byte[set.Count * set.Shape.Length];
        for (int i = 0; i < set.Count; i++)
        {
            ReadOnlySpan<byte> image = set.Image(i);
            for (int at = 0; at < image.Length; at++)
            {
                pixels[(i * image.Length) + at] = i % 2 == 0 ? image[at] : (byte)(128 + ((image[at] - 128) / 4));
            }
        }

        return new InMemoryImageSet(
            set.Name, set.Shape, set.ClassNames, pixels, [.. Enumerable.Range(0, set.Count).Select(i => (byte)set.LabelOf(i))]);
    }

    private static DataSplit Half(ImageSet train, ImageSet test, int which) => new(Half(train, which), Half(test, which));

    private static ImageSubset Half(ImageSet set, int which)
        => new(set, [.. Enumerable.Range(0, set.Count).Where(index => index % 2 == which)]);
}
