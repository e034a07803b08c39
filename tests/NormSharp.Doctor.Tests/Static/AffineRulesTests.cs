using NormSharp.Data;
using NormSharp.Diagnosis.Report;
using NormSharp.Diagnosis.Static;
using NormSharp.Layers;

namespace NormSharp.Diagnosis.Tests.Static;

/// <summary>Normalizations that keep no running statistics: what they are is said, and γ and β are looked at.</summary>
public sealed class AffineRulesTests
{
    private static readonly ImageSet Images = Patients.Images(64, 21, Patients.Healthy);

    [Fact]
    public void Of_a_network_without_statistics_its_kinds_and_its_accuracy_are_told()
    {
        Examination seen = Doctor.Examine(Network(), Images);

        Assert.Equal([("GroupNorm", 1), ("InstanceNorm", 1), ("LayerNorm", 1)], seen.Others);
        Assert.True(seen.IsHealthy);
        Assert.False(seen.HasNothing);
        Assert.Empty(seen.Layers);
        Assert.Empty(seen.Findings);
        Assert.Empty(seen.Unexamined);
        Assert.Equal(64, seen.Images);
        Assert.NotNull(seen.Accuracy);
        Assert.Null(seen.BatchModeAccuracy);
        Assert.Equal(1, (int)ExaminationJson.Of(seen, ReportLanguage.English)["without_statistics"]!["GroupNorm"]!);
        Assert.Contains("1 GroupNorm, 1 InstanceNorm, 1 LayerNorm", Page(seen), StringComparison.Ordinal);
        Assert.Equal("accuracy", Assert.Single(Doctor.Examine(Network(), Images.WithoutLabels()).Unexamined).What);
    }

    [Fact]
    public void An_instance_normalization_with_statistics_is_examined_as_one()
    {
        var model = new Sequential(
            ("conv", new Conv2d(3, 4, 3)),
            ("norm", new InstanceNorm(4, new InstanceNormOptions { TrackRunningStatistics = true })));
        model.Evaluate();
        Examination seen = Doctor.Examine(model);
        Assert.Empty(seen.Others);
        Assert.Equal("norm", Assert.Single(seen.Layers).Path);
    }

    [Fact]
    public void A_network_without_any_normalization_has_nothing_to_examine()
        => Assert.True(Doctor.Examine(new Sequential(("conv", new Conv2d(3, 4, 3)))).HasNothing);

    [Fact]
    public void Dead_channels_large_scales_and_no_numbers_are_found()
    {
        Module model = Network();
        Gamma(model, "group")[1] = 0;
        Gamma(model, "group")[2] = 1e-6f;
        Gamma(model, "instance")[0] = 60;
        Gamma(model, "layer")[5] = float.NaN;

        Examination seen = Doctor.Examine(model);

        Finding dead = Assert.Single(seen.Findings, finding => finding.Id == "BN027");
        Assert.Equal("group", Assert.Single(dead.Layers));
        Assert.Equal((2, 8), (dead.Measured["dead"], dead.Measured["channels"]));
        Finding scale = Assert.Single(seen.Findings, finding => finding.Id == "BN028");
        Assert.Equal("instance", Assert.Single(scale.Layers));
        Assert.Equal((60, 1), (scale.Measured["scale"], scale.Measured["median"]));
        Finding bad = Assert.Single(seen.Findings, finding => finding.Id == "BN029");
        Assert.Equal("layer", Assert.Single(bad.Layers));
        Assert.Equal(FindingSeverity.Error, bad.Severity);
        Assert.All(seen.Findings, finding => Assert.DoesNotContain("{", finding.Message(ReportLanguage.Chinese), StringComparison.Ordinal));
        Assert.False(seen.IsHealthy);
    }

    [Fact]
    public void Usual_scales_are_none_that_stand_out()
        => Assert.Empty(AffineRules.Look([new AffineState("a", "GroupNorm") { Gamma = [0.2f, 9, 0.01f], Beta = [0, 0, 0] }]));

    private static Span<float> Gamma(Module model, string name)
        => ((NormalizationModule)model.NamedModules().First(entry => entry.Name == name).Module).Gamma!.AsSpan();

    private static string Page(Examination seen) => ExaminationPage.Of(seen, null, null, ReportLanguage.English);

    private static Sequential Network()
    {
        var model = new Sequential(
            ("conv1", new Conv2d(3, 8, 3)),
            ("group", new GroupNorm(2, 8)),
            ("conv2", new Conv2d(8, 4, 3)),
            ("instance", new InstanceNorm(4, new InstanceNormOptions { Affine = true })),
            ("gap", new GlobalAveragePool2d()),
            ("flatten", new Flatten()),
            ("fc", new Linear(4, 6)),
            ("layer", new LayerNorm([6])));
        model.Evaluate();
        return model;
    }
}
