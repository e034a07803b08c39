using NormSharp.Diagnosis.Static;

namespace NormSharp.Diagnosis.Tests.Static;

/// <summary>Two layers with one layer's statistics.</summary>
public sealed class CopiedStatisticsTests
{
    [Fact]
    public void Equal_statistics_beside_other_weights_are_a_copy()
    {
        Observation seen = Assert.Single(CopiedStatistics.Look([Layer("a", 1), Layer("b", 2), Layer("c", 3) with { Mean = [3f, 4f] }]));

        Assert.Equal("BN021 b of a", $"{seen.Id} {seen.Layers[0]} of {seen.Words["other"]}");
    }

    [Fact]
    public void A_model_that_a_file_holds_twice_and_new_layers_are_none()
    {
        Assert.Empty(CopiedStatistics.Look([Layer("a", 1), Layer("ema.a", 1)]));
        Assert.Empty(CopiedStatistics.Look(
            [Layer("a", 1) with { Mean = [0f, 0f], Variance = [1f, 1f] }, Layer("b", 2) with { Mean = [0f, 0f], Variance = [1f, 1f] }]));
    }

    private static NormState Layer(string path, float gamma)
        => new(path, "BatchNorm", [1f, 2f], [3f, 4f]) { Gamma = [gamma, 1f], Beta = [0f, 0f] };
}
