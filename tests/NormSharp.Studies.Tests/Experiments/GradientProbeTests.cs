using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Experiments;
using NormSharp.Training;

namespace NormSharp.Studies.Tests.Experiments;

public class GradientProbeTests
{
    private const double Rate = 0.1;
    private static readonly double[] Lengths = [0.05, 0.1, 0.4];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_walk_leaves_no_trace(bool normalized)
    {
        using var walked = Training(normalized);
        using var plain = Training(normalized);
        for (int step = 0; step < 4; step++)
        {
            foreach (ManualTraining training in (ManualTraining[])[walked, plain])
            {
                training.Load(step);
                training.LossAndGradient();
            }

            GradientProbe.Walk(walked, Lengths);
            Assert.Equal(State(plain.Model), State(walked.Model));
            Assert.Equal(Gradients(plain), Gradients(walked));
            walked.Step();
            plain.Step();
        }

        Assert.Equal(State(plain.Model), State(walked.Model));
    }

    [Fact]
    public void A_walk_reports_what_a_network_at_that_place_gives()
    {
        using var training = Training(normalized: true);
        training.Load(0);
        training.LossAndGradient();
        GradientProbe probe = GradientProbe.Walk(training, Lengths);
        float[] gradient = Gradients(training);
        Assert.Equal(Length(gradient), probe.Norm, 1e-6 * probe.Norm);

        using var other = Training(normalized: true);
        var start = new ModelSnapshot(other.Model);
        double largest = 0;
        for (int i = 0; i < Lengths.Length; i++)
        {
            start.CopyTo(other.Model);
            int place = 0;
            foreach (Autograd.Parameter parameter in other.Parameters.Select(entry => entry.Parameter))
            {
                foreach (ref float weight in parameter.AsSpan())
                {
                    weight = (float)(weight - (Lengths[i] * gradient[place++]));
                }
            }

            other.Load(0);
            Assert.Equal(other.LossAndGradient(), probe.Losses[i]);
            double change = Length(Gradients(other).Zip(gradient, (there, here) => there - here));
            Assert.Equal(change, probe.Changes[i], 1e-6 * change);
            largest = Math.Max(largest, change / (Lengths[i] * probe.Norm));
        }

        Assert.Equal(largest, probe.Smoothness, 1e-6 * largest);
    }

    [Fact]
    public void The_training_step_is_one_of_the_places()
    {
        using var training = Training(normalized: true);
        training.Load(0);
        training.LossAndGradient();
        GradientProbe probe = GradientProbe.Walk(training, Lengths);
        training.Step();
        Assert.Equal(training.Loss(), probe.Losses[1], 1e-5);
    }

    private static ManualTraining Training(bool normalized)
    {
        DataSplit data = GarmentSet.Open();
        var context = new CellContext(
            new DataSplit(data.Train.Take(192), data.Test.Take(16)),
            new StudySize(192, 1),
            new StudyPlan(),
            Seed: 3,
            Threads: 1,
            CancellationToken.None);
        Sequential model = Networks.LeNet(context.ModelOptions with { Activation = ActivationKind.Relu }, _ => normalized);
        return new ManualTraining(context, model, Rate, batchSize: 64);
    }

    private static float[] Gradients(ManualTraining training)
        => [.. training.Parameters.SelectMany(entry => entry.Parameter.Gradient!.ToArray())];

    private static double Length(IEnumerable<float> values) => Math.Sqrt(values.Sum(value => (double)value * value));

    // By their bits: equal numbers are not enough.
    private static IEnumerable<long> State(Module model) =>
    [
        .. model.NamedParameters()
        .SelectMany(entry => entry.Parameter.ToArray())
        .Concat(model.NamedBuffers().SelectMany(entry => entry.Buffer.ToArray()))
        .Select(value => (long)BitConverter.SingleToInt32Bits(value)),
        .. model.NamedCounters().Select(entry => entry.Counter.Value),
    ];
}
