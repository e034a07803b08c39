using NormSharp.Diagnosis.Runs;
using NormSharp.Diagnosis.Static;

namespace NormSharp.Diagnosis.Tests.Runs;

/// <summary>What the course of a training shows.</summary>
public sealed class RunRulesTests
{
    [Fact]
    public void A_test_accuracy_that_swings_below_the_training_accuracy_lags()
    {
        EpochLine[] epochs = [Epoch(0.7, 0.6), Epoch(0.8, 0.5), Epoch(0.85, 0.7), Epoch(0.86, 0.55), Epoch(0.87, 0.68)];
        IReadOnlyList<Observation> seen = RunRules.Look(epochs);
        Assert.Equal(["BN041", "BN042"], seen.Select(observation => observation.Id));
        Assert.Equal((0.55, 0.86), (seen[0].Measured["test"], seen[0].Measured["train"]));
        Assert.Equal(0.2, seen[0].Measured["swing"], 1e-12);
        epochs[^1] = epochs[^1] with { Rate = 0.01 };
        Assert.Equal(["BN041"], RunRules.Look(epochs).Select(observation => observation.Id));
    }

    [Fact]
    public void A_steady_training_an_overfitted_one_and_a_short_one_have_no_finding()
    {
        Assert.Empty(RunRules.Look([Epoch(0.7, 0.69), Epoch(0.75, 0.74), Epoch(0.78, 0.77), Epoch(0.8, 0.78)]));
        Assert.Empty(RunRules.Look([Epoch(0.9, 0.7), Epoch(0.95, 0.71), Epoch(0.97, 0.7), Epoch(0.99, 0.71)]));
        Assert.Empty(RunRules.Look([Epoch(0.9, 0.4), Epoch(0.95, 0.8)]));
        Assert.Empty(RunRules.Look([]));
    }

    private static EpochLine Epoch(double train, double test) => new(train, test, 0.3);
}
