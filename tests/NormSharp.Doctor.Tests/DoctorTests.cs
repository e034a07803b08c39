using NormSharp.Data;
using NormSharp.Diagnosis.Data;
using NormSharp.Diagnosis.Static;
using NormSharp.Layers;
using NormSharp.Training;

namespace NormSharp.Diagnosis.Tests;

/// <summary>Faults made on purpose are named, measured and mended.</summary>
public sealed class DoctorTests
{
    private static readonly ImageSet Train = Patients.Images(500, 2, Patients.Healthy);
    private static readonly ImageSet Test = Patients.Images(500, 3, Patients.Healthy);

    [Fact]
    public void A_healthy_model_has_no_finding()
    {
        Examination seen = Examine(Patients.Healthy());
        Assert.True(seen.IsHealthy, string.Join(Environment.NewLine, seen.Findings));
        Assert.Equal(1, seen.Accuracy);
        Assert.Empty(seen.Unexamined);
    }

    [Theory]
    [InlineData("BN014", "bn2", "reset")]
    [InlineData("BN013", "bn1", "nan")]
    [InlineData("BN030", "bn3", "lag")]
    [InlineData("BN020", "bn2", "factor")]
    [InlineData("BN030", "bn2", "ninefold")]
    [InlineData("BN021", "bn2", "swap")]
    [InlineData("BN022", "bn2", "twice")]
    public void A_fault_is_named_costed_and_mended(string id, string layer, string fault)
    {
        Module model = Patients.Healthy();
        Break(model, layer, fault);
        byte[][] before = State(model);

        Examination seen = Examine(model);

        Finding finding = Assert.Single(seen.Findings, finding => finding.Id == id);
        Assert.Contains(layer, finding.Layers);
        Assert.True(finding.IsRepairable);
        Assert.NotNull(finding.Cost);
        Assert.Equal(finding.Id, seen.Findings[0].Id);
        RepairResult repair = Doctor.Repair(model, seen, Train, Options(), [id]);
        Assert.True(repair.HasChanged);
        Expect.True(repair.Total!.AccuracyAfter > 0.93, $"{repair.Total}");
        Assert.Equal(before, State(model));
    }

    [Theory]
    [InlineData("pixels/255 (0…1)", 0f, 1f)]
    [InlineData("raw pixels (0…255)", 0f, 1f / 255)]
    [InlineData("pixels/127.5 − 1 (−1…1)", 0.5f, 0.5f)]
    public void A_wrong_normalization_is_told_without_labels(string given, float mean, float deviation)
    {
        var wrong = new Normalization([mean, mean, mean], [deviation, deviation, deviation]);
        Examination seen = Doctor.Examine(
            Patients.Healthy(), Train.WithoutLabels(), Options() with { Test = Test.WithoutLabels(), Normalization = wrong });
        Finding finding = Assert.Single(seen.Findings, finding => finding.Id == "BN033");
        Assert.Equal(given, finding.Words["given"]);
        Assert.Equal("ImageNet's mean and deviation", finding.Words["best"]);
    }

    [Theory]
    [InlineData("channels reversed (BGR)")]
    [InlineData("inverted")]
    public void Rearranged_images_are_told_without_labels(string how)
    {
        ImageSet wrong = new Inputs.RearrangedImages(
            Train.WithoutLabels(), how.StartsWith("channels", StringComparison.Ordinal), how == "inverted", transposed: false);
        Examination seen = Doctor.Examine(Patients.Healthy(), wrong, Options() with { Test = null });
        Finding finding = Assert.Single(seen.Findings, finding => finding.Id == "BN033");
        Assert.EndsWith(how, finding.Words["best"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, true, true)]
    public void Rearranged_images_are_set_right_by_the_repaired_model(bool reversed, bool inverted, bool transposed)
    {
        ImageSet wrong = new Inputs.RearrangedImages(Test, reversed, inverted, transposed);
        Module model = Patients.Healthy();
        var right = new Inputs.InputConvention("as trained", Patients.Given)
        {
            Reversed = reversed,
            Inverted = inverted,
            Transposed = transposed,
        };
        using var backend = new Backends.CpuBackend(1);
        var patient = new Repair.Patient(model, Patients.Given) { Backend = backend, Test = wrong, Images = wrong, Convention = right };

        Repair.Patient mended = Repair.InputCorrection.Apply(patient)!;

        Assert.True(patient.Outputs().Accuracy < 0.9);
        Assert.Equal(1, mended.Outputs().Accuracy);
    }

    [Fact]
    public void Statistics_of_another_domain_are_not_taken_for_a_wrong_input()
    {
        // Faint images fit the statistics, as another scale would; labels show that recalibrating gains more than that.
        Module model = Patients.Healthy();
        BatchNormRecalibration.Run(
            model, Faint(Train), new RecalibrationOptions { Normalization = Patients.Given, BatchSize = 100 });
        Examination seen = Examine(model);
        Assert.DoesNotContain(seen.Findings, finding => finding.Id == "BN033");
        Assert.Contains(seen.Findings, finding => finding.Id is "BN030" or "BN031" or "BN032");
        Assert.True(Doctor.Repair(model, seen, Train, Options()).Total!.AccuracyAfter > 0.93);
    }

    [Fact]
    public void A_wrong_epsilon_is_not_taken_for_a_wrong_input()
    {
        // Images on a far larger scale would outweigh ε, and gain nearly as much.
        Module model = Repair.Rewriting.Settings(Patients.Healthy(), ["bn1"], settings => settings["epsilon"] = 8.0);
        Patients.Norm(model, "bn3").ResetRunningStatistics();
        Examination seen = Examine(model);
        Assert.DoesNotContain(seen.Findings, finding => finding.Id == "BN033");
        Assert.Contains(seen.Findings, finding => finding.Id == "BN016" && finding.Severity > FindingSeverity.Note);
        Assert.Contains(seen.Findings, finding => finding.Id == "BN014");
    }

    [Theory]
    [InlineData(9, FindingSeverity.Warning)]
    [InlineData(3, FindingSeverity.Note)]
    public void An_epsilon_above_most_variances_is_no_note_whatever_it_costs(int below, FindingSeverity expected)
    {
        var seen = new Observation("BN016", "bn1") { Measured = new Dictionary<string, double> { ["count"] = below, ["channels"] = 16 } };
        Assert.Equal(expected, Assessment.Of(seen, new FindingCost(200, 0.9, 0.9, 0, 1, 1), hasImages: true).Severity);
    }

    [Theory]
    [InlineData(0.03, 0.02, false)]
    [InlineData(0.03, 0.2, true)]
    [InlineData(0.05, 0.02, true)]
    public void A_gain_that_chance_explains_is_none_where_nothing_drifted(double gain, double shift, bool changes)
    {
        NormState seen = NormState.Of(Patients.Healthy())[0];
        NormState stored = seen with
        {
            Mean = [.. seen.Mean.Select((mean, c) => mean + (float)(shift * Math.Sqrt(seen.Variance[c] + 1e-5)))],
        };
        var cost = new FindingCost(200, 0.6, 0.6 + gain, 0.08, 1, 1);
        Assert.Equal(0.04, cost.Noise!.Value, 3);
        Assert.Equal(changes, Examiner.Changes(cost, [new LayerDrift(stored, seen)]));
    }

    [Fact]
    public void A_repaired_input_is_written_as_normalization()
    {
        Module model = Patients.Healthy();
        ExaminationOptions options = Options() with { Normalization = null };
        Examination seen = Doctor.Examine(model, Train, options);
        RepairResult repair = Doctor.Repair(model, seen, Train, options);
        Expect.True(repair.Total!.AccuracyAfter > 0.9, $"{repair.Total}");
        Assert.Equal(Patients.Given, repair.Normalization);
    }

    [Fact]
    public void A_repair_that_harms_is_undone()
    {
        // Statistics of an odd domain that the labels agree with: recalibrating over other images loses it.
        Module model = Patients.Healthy();
        ImageSet dark = new Inputs.RearrangedImages(Train, reversed: true, inverted: true, transposed: false);
        var seen = new Examination("x", [new Finding("BN030", FindingSeverity.Error, [], new Dictionary<string, double>())], [], []);
        RepairResult repair = Doctor.Repair(model, seen, dark, Options());
        RepairStep step = Assert.Single(repair.Steps);
        Assert.False(step.IsKept);
        Assert.Equal("it harms", step.Reason);
        Assert.Equal(repair.Total!.AccuracyBefore, repair.Total.AccuracyAfter);
    }

    [Fact]
    public void Without_images_the_rest_is_listed_with_what_to_give()
    {
        Examination seen = Doctor.Examine(Patients.Healthy());
        Assert.True(seen.IsHealthy);
        Assert.Contains(seen.Unexamined, open => open.Need.Contains("images", StringComparison.Ordinal));
    }

    private static InMemoryImageSet Faint(ImageSet images)
    {
        byte[] pixels = [.. Enumerable.Range(0, images.Count).SelectMany(i => images.Image(i).ToArray())
            .Select(value => (byte)(118 + (0.4 * (value - 118))))];
        return new InMemoryImageSet(
            "faint", images.Shape, images.ClassNames, pixels, [.. Enumerable.Range(0, images.Count).Select(i => (byte)images.LabelOf(i))]);
    }

    private static Examination Examine(Module model) => Doctor.Examine(model, Train, Options());

    private static ExaminationOptions Options() => new() { Test = Test, Normalization = Patients.Given };

    private static void Break(Module model, string name, string fault)
    {
        BatchNorm layer = Patients.Norm(model, name);
        Span<float> mean = layer.RunningMean!.AsSpan();
        Span<float> variance = layer.RunningVariance!.AsSpan();
        switch (fault)
        {
            case "reset":
                layer.ResetRunningStatistics();
                break;
            case "nan":
                variance[2] = float.NaN;
                break;
            case "lag":
                for (int c = 0; c < mean.Length; c++)
                {
                    mean[c] += (c % 2 == 0 ? 1f : -0.7f) * MathF.Sqrt(variance[c]);
                    variance[c] *= c % 3 == 0 ? 3 : 0.5f;
                }

                break;
            case "factor" or "ninefold":
                foreach (ref float value in variance)
                {
                    value *= fault == "factor" ? 2 : 9;
                }

                break;
            case "swap":
                BatchNorm other = Patients.Norm(model, "bn3");
                float[] means = mean.ToArray();
                float[] variances = variance.ToArray();
                other.RunningMean!.AsSpan().CopyTo(mean);
                other.RunningVariance!.AsSpan().CopyTo(variance);
                other.RunningMean.CopyFrom(means);
                other.RunningVariance.CopyFrom(variances);
                break;
            default:
                Fold(model, layer);
                break;
        }
    }

    /// <summary>Folds a normalization into the convolution in front, and leaves it where it is.</summary>
    private static void Fold(Module model, BatchNorm layer)
    {
        var front = (Conv2d)model.NamedModules().First(entry => entry.Name == "conv2").Module;
        Span<float> weights = front.Weight.AsSpan();
        float[] scale = [.. Enumerable.Range(0, 8).Select(c
            => layer.Gamma!.ToArray()[c] / MathF.Sqrt(layer.RunningVariance!.ToArray()[c] + 1e-5f))];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] *= scale[i / (weights.Length / 8)];
        }

        Span<float> bias = front.Bias!.AsSpan();
        for (int c = 0; c < bias.Length; c++)
        {
            bias[c] = layer.Beta!.AsSpan()[c] + (scale[c] * (bias[c] - layer.RunningMean!.AsSpan()[c]));
        }
    }

    private static byte[][] State(Module model) =>
        [.. model.NamedParameters().Select(entry => Bytes(entry.Parameter.ToArray())),
            .. model.NamedBuffers().Select(entry => Bytes(entry.Buffer.ToArray()))];

    private static byte[] Bytes(float[] values) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
}
