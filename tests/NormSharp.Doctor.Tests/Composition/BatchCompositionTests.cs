using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Primitives;

namespace NormSharp.Diagnosis.Tests.Composition;

/// <summary>What the other images of a batch give away, or change.</summary>
public sealed class BatchCompositionTests
{
    private static readonly ImageSet Images = Gray(600, 1);

    [Fact]
    public void Batch_statistics_that_tell_the_label_are_found()
    {
        Examination seen = Doctor.Examine(Leaky(), Images.WithoutLabels(), new ExaminationOptions { Test = Images });

        Finding leak = Assert.Single(seen.Findings, finding => finding.Id == "BN035");
        Assert.Equal(FindingSeverity.Error, leak.Severity);
        Assert.InRange(leak.Measured["train"], 0.9, 1);
        Assert.InRange(leak.Measured["test"], 0.3, 0.7);
        Assert.Matches(@"in batches of one class each (9\d|100)(\.\d)? % of the images are right", leak.Message());
    }

    [Fact]
    public void A_network_that_is_merely_poor_has_no_leak()
    {
        Examination seen = Doctor.Examine(Honest(), Images.WithoutLabels(), new ExaminationOptions { Test = Images });

        Assert.InRange(seen.Accuracy!.Value, 0.52, 0.8);
        Assert.DoesNotContain(seen.Findings, finding => finding.Id == "BN035");
    }

    [Fact]
    public void Answers_that_change_with_the_batch_are_found()
    {
        using var backend = new CpuBackend(1);
        var patient = new Repair.Patient(new ByTheBatch(), null) { Backend = backend, Test = Images };
        Assert.Equal("BN034", Assert.Single(BatchComposition.InEvaluation(patient)).Id);
        patient = patient with { Model = Leaky() };
        Assert.Empty(BatchComposition.InEvaluation(patient));
    }

    [Fact]
    public void A_layer_that_cannot_be_copied_is_said_and_the_numbers_are_examined()
    {
        var model = new Sequential(("bn", new BatchNorm(1)), ("rest", new ByTheBatch()));
        ((BatchNorm)model.Children.First().Child).RunningVariance!.AsSpan()[0] = float.NaN;
        Examination seen = Doctor.Examine(model, Images);
        Assert.Equal("BN013", Assert.Single(seen.Findings).Id);
        Assert.Contains(seen.Unexamined, open => open.Need.Contains("does not describe itself", StringComparison.Ordinal));
    }

    /// <summary>Pictures of one gray each, whose classes overlap: three of five are told.</summary>
    private static InMemoryImageSet Gray(int count, ulong seed)
    {
        var random = new Philox(seed, 0);
        byte[] pixels = new byte[count * 16];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = (byte)random.NextInt(2);
            double gray = 128 + (labels[i] == 0 ? -12 : 12) + (32 * random.NextNormal());
            pixels.AsSpan(16 * i, 16).Fill((byte)Math.Clamp(gray, 0, 255));
        }

        return new InMemoryImageSet("gray", new ImageShape(1, 4, 4), ["dark", "light"], pixels, labels);
    }

    /// <summary>x − σ·BN(x) is the mean of the batch, which is that of the class where a batch is of one class.</summary>
    private static Sequential Leaky()
    {
        var norm = new BatchNorm(1, new BatchNormOptions { Affine = false });
        norm.RunningMean!.AsSpan()[0] = 0.5f;
        norm.RunningVariance!.AsSpan()[0] = 0.0182f;
        var scale = new Conv2d(1, 1, 1, new Conv2dOptions { Bias = false });
        scale.Weight.AsSpan()[0] = -0.1255f;
        return Told(new Residual(new Sequential(("bn", norm), ("scale", scale))));
    }

    private static Sequential Honest()
    {
        var norm = new BatchNorm(1, new BatchNormOptions { Affine = false });
        norm.RunningMean!.AsSpan()[0] = 0.5f;
        norm.RunningVariance!.AsSpan()[0] = 0.0182f;
        return Told(norm, threshold: 0);
    }

    private static Sequential Told(Module first, float threshold = 0.5f)
    {
        var last = new Linear(1, 2);
        last.Weight.CopyFrom([-100, 100]);
        last.Bias!.CopyFrom([100 * threshold, -100 * threshold]);
        var model = new Sequential(("first", first), ("gap", new GlobalAveragePool2d()), ("flatten", new Flatten()), ("last", last));
        model.Evaluate();
        return model;
    }

    /// <summary>Takes the mean of the batch away, whatever the mode.</summary>
    private sealed class ByTheBatch : Module
    {
        protected override Tensors.Tensor OnForward(Tensors.Tensor x)
        {
            float[] values = x.ToArray();
            int images = x.Shape[0];
            float mean = values.Average();
            var logits = new float[2 * images];
            for (int i = 0; i < images; i++)
            {
                logits[(2 * i) + 1] = values[i * (values.Length / images)] - mean;
            }

            return Tensors.Tensor.From(logits, [images, 2]);
        }
    }
}
