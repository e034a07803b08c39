using NormSharp.Diagnosis.Static;

namespace NormSharp.Diagnosis.Tests.Static;

/// <summary>What numbers alone show.</summary>
public sealed class StateRulesTests
{
    [Fact]
    public void A_healthy_layer_has_no_finding() => Assert.Empty(StateRules.Look([Healthy("a"), Healthy("b")]));

    [Theory]
    [InlineData(float.NaN, 1f)]
    [InlineData(float.PositiveInfinity, 1f)]
    [InlineData(0.5f, -0.01f)]
    [InlineData(0.5f, float.NaN)]
    public void Statistics_that_are_no_numbers_are_counted(float mean, float variance)
    {
        NormState bad = Healthy("bad");
        bad.Mean[1] = mean;
        bad.Variance[1] = variance;
        Observation seen = Only([Healthy("good"), bad], "BN013");
        Assert.Equal(["bad"], seen.Layers);
        Assert.Equal(1, seen.Measured["count"]);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(0f)]
    public void Statistics_of_a_new_layer_beside_trained_weights_were_never_updated(float variance)
    {
        NormState fresh = Healthy("fresh") with { Mean = new float[4], Variance = [variance, variance, variance, variance] };
        Assert.Equal(["fresh"], Look([Healthy("good"), fresh], "BN014").Single().Layers);
    }

    [Fact]
    public void An_average_of_weights_with_one_batch_and_trained_statistics_is_healthy()
        => Assert.Empty(StateRules.Look([Healthy("a") with { Batches = 1 }, Healthy("b") with { Batches = 1 }]));

    [Fact]
    public void The_identity_that_folding_leaves_is_healthy()
        => Assert.Empty(StateRules.Look(
            [Healthy("a") with { Mean = new float[4], Variance = [1, 1, 1, 1], Gamma = [1, 1, 1, 1], Beta = new float[4] }]));

    [Fact]
    public void Averages_that_hold_their_start_are_told_from_recalibrated_ones()
    {
        NormState slow = Healthy("slow") with { NewStatisticWeight = 0.001, Batches = 500, Variance = [0.7f, 0.8f, 0.9f, 1.1f] };
        Observation seen = Only([slow], "BN015");
        Assert.Equal(Math.Pow(0.999, 500), seen.Measured["share"], 1e-12);

        // No average of 1 and variances can be below its share of 1.
        Assert.Empty(StateRules.Look([slow with { Variance = [0.2f, 0.8f, 0.9f, 1.1f] }]));
    }

    [Theory]
    [InlineData(0.8, true)]
    [InlineData(64, true)]
    [InlineData(0.01, true)]
    [InlineData(1e-3, false)]
    [InlineData(1e-5, false)]
    public void An_odd_epsilon_is_seen(double epsilon, bool isOdd)
        => Assert.Equal(isOdd, Look([Healthy("a") with { Epsilon = epsilon }], "BN016").Any());

    [Fact]
    public void Different_counts_name_the_rarer_ones()
        => Assert.Equal(
            ["c"], Only([Healthy("a"), Healthy("b"), Healthy("c") with { Batches = 7 }], "BN017").Layers);

    [Fact]
    public void Dead_channels_are_counted_by_their_reason()
    {
        NormState dead = Healthy("a");
        dead.Gamma![0] = 0;
        dead.Variance[2] = 1e-9f;
        Observation seen = Look([dead], "BN018").Single();
        Assert.Equal((2, 1, 1), (seen.Measured["dead"], seen.Measured["gamma"], seen.Measured["variance"]));
    }

    [Fact]
    public void A_scale_that_explodes_is_seen_and_one_of_a_published_model_is_not()
    {
        NormState far = Healthy("a");
        far.Variance[0] = 1e-5f;
        Assert.Single(Look([far], "BN019"));
        Assert.Empty(Look([Healthy("b") with { Variance = [1e-4f, 2e-4f, 1e-4f, 3e-4f] }], "BN019"));
    }

    [Fact]
    public void Tensors_of_a_file_are_grouped_by_the_names_of_libraries()
    {
        var tensors = new Dictionary<string, float[]>
        {
            ["stem.1.weight"] = [1, 2],
            ["stem.1.bias"] = [0, 1],
            ["stem.1.running_mean"] = [3, 4],
            ["stem.1.running_var"] = [5, 6],
            ["stem.1.num_batches_tracked"] = [17],
            ["bn/gamma:0"] = [1],
            ["bn/moving_mean:0"] = [2],
            ["bn/moving_variance:0"] = [3],
            ["fc.weight"] = [1, 2, 3],
        };
        IReadOnlyList<NormState> norms = TensorStates.Of([.. tensors.Keys], name => tensors[name]);
        Assert.Equal(["stem.1", "bn"], norms.Select(norm => norm.Path));
        Assert.Equal(17, norms[0].Batches);
        Assert.Equal([1f, 2f], norms[0].Gamma!);
        Assert.Null(norms[1].Beta);
        Assert.Equal([3f], norms[1].Variance);
    }

    private static IEnumerable<Observation> Look(IReadOnlyList<NormState> norms, string id)
        => StateRules.Look(norms).Where(seen => seen.Id == id);

    private static Observation Only(IReadOnlyList<NormState> norms, string id)
    {
        Observation seen = Assert.Single(StateRules.Look(norms));
        Assert.Equal(id, seen.Id);
        return seen;
    }

    private static NormState Healthy(string path) => new(path, "BatchNorm", [0.1f, -0.2f, 0.3f, 0.5f], [0.5f, 0.7f, 0.2f, 1.3f])
    {
        Gamma = [1, 1.1f, 0.9f, 1.2f],
        Beta = [0.1f, 0, -0.1f, 0.2f],
        Epsilon = 1e-5,
        NewStatisticWeight = 0.1,
        Batches = 1000,
    };
}
