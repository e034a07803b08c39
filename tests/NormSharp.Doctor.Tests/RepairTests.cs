using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Diagnosis.Tests;

/// <summary>Each repair does what it says, and what harms is undone.</summary>
public sealed class RepairTests
{
    private static readonly ImageSet Test = Patients.Images(400, 5, Patients.Healthy);
    private static readonly ImageSet Train = Patients.Images(400, 6, Patients.Healthy).WithoutLabels();

    private static ExaminationOptions Options => new() { Normalization = Patients.Given, Test = Test, Images = 400 };

    [Theory]
    [InlineData(-0.5f, true)]
    [InlineData(0.5f, false)]
    public void Dead_channels_are_pruned_where_no_border_changes(float beta, bool isPruned)
    {
        Module model = Patients.Healthy();
        BatchNorm norm = Patients.Norm(model, "bn2");
        foreach (int channel in (int[])[1, 4])
        {
            norm.Gamma!.AsSpan()[channel] = 0;
            norm.Beta!.AsSpan()[channel] = beta;
        }

        RepairResult repair = Repaired(model, ["BN018"]);

        Assert.Equal(isPruned, repair.HasChanged);
        Assert.Equal("BN018", Assert.Single(Assert.Single(repair.Steps).Ids));
        Assert.Equal(isPruned ? 6 : 8, Patients.Norm(repair.Module, "bn2").Channels);
        AssertSameOutputs(model, repair.Module);
    }

    [Fact]
    public void A_dead_channel_before_the_last_linear_layer_goes_into_its_bias()
    {
        Module model = Patients.Healthy();
        BatchNorm norm = Patients.Norm(model, "bn3");
        norm.Gamma!.AsSpan()[2] = 0;
        norm.Beta!.AsSpan()[2] = 0.7f;

        RepairResult repair = Repaired(model, ["prune"]);

        Assert.Equal(7, Patients.Norm(repair.Module, "bn3").Channels);
        AssertSameOutputs(model, repair.Module);
    }

    [Fact]
    public void Channels_that_reach_a_sum_stay()
    {
        var model = new Sequential(
            ("conv1", new Conv2d(3, 4, 3, new Conv2dOptions { Padding = 1 })),
            ("bn1", new BatchNorm(4)),
            ("block", new Residual(new Sequential(
                ("conv2", new Conv2d(4, 4, 3, new Conv2dOptions { Padding = 1 })),
                ("bn2", new BatchNorm(4))))),
            ("gap", new GlobalAveragePool2d()),
            ("flatten", new Flatten()),
            ("fc", new Linear(4, 6)));
        model.Initialize(1);
        foreach (string name in (string[])["bn1", "block.bn2"])
        {
            BatchNorm? norm = model.NamedModules().Select(entry => entry.Module).OfType<BatchNorm>()
                .FirstOrDefault(layer => layer.Path.EndsWith(name, StringComparison.Ordinal));
            norm?.Gamma!.AsSpan()[0] = 0;
        }

        model.Evaluate();
        Assert.False(Repaired(model, ["prune"]).HasChanged);
    }

    [Fact]
    public void Statistics_are_frozen()
    {
        RepairResult repair = Repaired(Patients.Healthy(), ["freeze"]);

        Assert.True(Assert.Single(repair.Steps).IsKept);
        Assert.All(Norms(repair.Module), norm => Assert.True(norm.FreezesStatistics));
        Assert.All(Norms(Patients.Healthy()), norm => Assert.False(norm.FreezesStatistics));
    }

    [Fact]
    public void Ghost_batches_evaluate_alike()
    {
        Module model = Patients.Healthy();
        RepairResult repair = Repaired(model, ["ghost"]);

        Assert.All(Norms(repair.Module), norm => Assert.IsType<GhostBatchNorm>(norm));
        AssertSameOutputs(model, repair.Module);
    }

    [Theory]
    [InlineData("group")]
    [InlineData("renorm")]
    public void Another_normalization_is_kept_only_where_it_helps(string key)
    {
        ImageSet labelled = Patients.Images(200, 6, Patients.Healthy);
        Module model = Patients.Healthy();
        Examination seen = Doctor.Examine(model, labelled, Options);

        RepairStep step = Assert.Single(Doctor.Repair(model, seen, labelled, Options, [key]).Steps);

        // The model has all of its own answers right: nothing can help.
        Assert.False(step.IsKept);
        Assert.NotNull(step.Cost);
        Assert.Contains(step.Reason, (string[])["it harms", "it does not help by more than chance"]);
        Assert.False(Assert.Single(Doctor.Repair(model, seen, labelled.WithoutLabels(), Options, [key]).Steps).IsKept);
    }

    [Fact]
    public void Reversed_channels_are_corrected_by_a_layer_that_reverses_them()
    {
        Module model = Patients.Healthy();
        ImageSet reversed = new Inputs.RearrangedImages(Test, reversed: true, inverted: false, transposed: false);
        ImageSet train = new Inputs.RearrangedImages(Train, reversed: true, inverted: false, transposed: false);
        ExaminationOptions options = Options with { Test = reversed };
        Examination seen = Doctor.Examine(model, train, options);

        RepairResult repair = Doctor.Repair(model, seen, train, options);

        Assert.Contains(seen.Findings, finding => finding.Id == "BN033");
        Assert.True(repair.Steps[0].IsKept);
        Assert.InRange(repair.Total!.AccuracyAfter!.Value, 0.99, 1);
    }

    [Fact]
    public void A_layer_without_running_statistics_gets_some()
    {
        Module model = Repair.Rewriting.Settings(
            Patients.Healthy(), ["bn2"], settings => settings["track_running_statistics"] = false);

        Examination seen = Doctor.Examine(model, Train, Options);
        RepairResult repair = Doctor.Repair(model, seen, Train, Options);

        Assert.Contains(seen.Findings, finding => finding.Id == "BN010");
        Assert.All(Norms(repair.Module), norm => Assert.NotNull(norm.RunningMean));
        Assert.InRange(repair.Total!.AccuracyAfter!.Value, 0.95, 1);
    }

    [Fact]
    public void A_file_that_takes_numbers_alone_gets_no_other_layers()
    {
        Module model = Patients.Healthy();
        Patients.Norm(model, "bn2").Gamma!.AsSpan()[1] = 0;
        Examination seen = Doctor.Examine(model, Train, Options);

        ExaminationOptions options = Options with { Writable = new HashSet<string>(["bn2.running_mean"]) };

        RepairStep pruned = Assert.Single(Doctor.Repair(model, seen, Train, options, ["BN018"]).Steps);
        RepairStep absorbed = Assert.Single(Doctor.Repair(model, seen, Train, options, ["absorb"]).Steps);

        Assert.False(pruned.IsKept);
        Assert.Contains("numbers alone", pruned.Reason!, StringComparison.Ordinal);
        Assert.False(absorbed.IsKept);
        Assert.Contains("computes or shares", absorbed.Reason!, StringComparison.Ordinal);
        options = options with { Writable = new HashSet<string>(["bn2.running_mean", "conv2.bias"]) };
        Assert.True(Assert.Single(Doctor.Repair(model, seen, Train, options, ["absorb"]).Steps).IsKept);
    }

    private static RepairResult Repaired(Module model, string[] asked)
        => Doctor.Repair(model, Doctor.Examine(model, Train, Options), Train, Options, asked);

    private static IEnumerable<BatchNorm> Norms(Module model) => model.NamedModules().Select(entry => entry.Module).OfType<BatchNorm>();

    private static void AssertSameOutputs(Module one, Module other)
    {
        float[] image = [.. Enumerable.Range(0, 3 * 12 * 12).Select(i => (float)Math.Sin(i))];
        float[] expected = one.Forward(Tensor.From(image, [1, 3, 12, 12])).ToArray();
        float[] found = other.Forward(Tensor.From(image, [1, 3, 12, 12])).ToArray();
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
    }
}
