using NormSharp.Autograd;
using NormSharp.GradientChecking;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Tensors;
using NormSharp.Tests.Gradients;
using NormSharp.Tests.Parity;

namespace NormSharp.Tests.Layers.Normalization;

/// <summary>
/// Masked batch normalization against PyTorch over the rows that count, and weights against rows that stand there several times.
/// </summary>
public sealed class MaskedBatchNormTests
{
    private const int Steps = 4;

    public static TheoryData<string, string> Cases() => ParityRun.Cases("batchnorm_masked");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Training_and_evaluation_agree_with_PyTorch(string name, string backend)
    {
        FixtureCase fixture = FixtureFile.Load("batchnorm_masked").Case(name);
        var layer = new BatchNorm(fixture["gamma"].Shape[0]);
        ParityRun.Assign(layer.Gamma!, fixture["gamma"]);
        ParityRun.Assign(layer.Beta!, fixture["beta"]);
        foreach (string step in (string[])[.. Enumerable.Range(1, Steps).Select(step => $"step{step}"), "evaluation"])
        {
            layer.Train(step != "evaluation");
            layer.ClearGradients();
            using var run = new ParityRun(backend);
            Tensor x = run.Watch(fixture[$"{step}.x"]);
            Tensor y = layer.Forward(x, ParityRun.Ordinary(fixture[$"{step}.mask"]));
            run.Backward(y, fixture[$"{step}.dy"]);
            ParityRun.Check($"{step}.y", y, fixture[$"{step}.y"]);
            run.CheckGradient($"{step}.dx", x, fixture[$"{step}.dx"]);
            run.CheckGradient($"{step}.dGamma", layer.Gamma!, fixture[$"{step}.dGamma"]);
            run.CheckGradient($"{step}.dBeta", layer.Beta!, fixture[$"{step}.dBeta"]);
            if (step != "evaluation")
            {
                ParityRun.Check($"{step}.running_mean", layer.RunningMean, fixture[$"{step}.running_mean"]);
                ParityRun.Check($"{step}.running_var", layer.RunningVariance, fixture[$"{step}.running_var"]);
            }
        }

        Assert.Equal(Steps, layer.BatchesTracked!.Value);
    }

    [Fact]
    public void Padding_gets_zero_whatever_stands_there()
    {
        Tensor x = RandomTensor.Normal(1, [3, 2, 5]);
        Tensor mask = Tensor.From([1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], [3, 5]);
        foreach ((int n, int l) in ((int, int)[])[(0, 3), (0, 4), (2, 0), (2, 4)])
        {
            x.AsSpan()[(n * 10) + l] = float.NaN;
            x.AsSpan()[(n * 10) + 5 + l] = float.PositiveInfinity;
        }

        var layer = new BatchNorm(2);
        LayerPass pass = LayerPass.Of("cpu", layer, x, RandomTensor.Normal(2, [3, 2, 5]), leaf => layer.Forward(leaf, mask));
        for (int i = 0; i < x.Length; i++)
        {
            bool counts = mask[i / 10, i % 5] == 1;
            Assert.Equal(counts, pass.Y[i] != 0);
            Assert.Equal(counts, pass.Dx[i] != 0);
            Assert.True(double.IsFinite(pass.Y[i]) && double.IsFinite(pass.Dx[i]));
        }
    }

    [Theory]
    [InlineData(new[] { 3, 5 }, 1)]
    [InlineData(new[] { 3, 1, 5 }, 1)]
    [InlineData(new[] { 3, 1 }, 1)]
    [InlineData(new[] { 1, 5 }, 1)]
    [InlineData(new[] { 3 }, 1)]
    [InlineData(new[] { 3, 2 }, -1)]
    [InlineData(new[] { 3, 2, 1 }, -1)]
    [InlineData(new[] { 3, 1 }, -1)]
    [InlineData(new[] { 3 }, -1)]
    [InlineData(new[] { 1, 2, 5 }, 0)]
    [InlineData(new[] { 2, 5 }, 0)]
    public void A_mask_has_the_inputs_shape_without_channels(int[] extents, int axis)
    {
        Tensor x = RandomTensor.Normal(1, [3, 2, 5], mean: 4);
        Tensor dy = RandomTensor.Normal(2, [3, 2, 5]);
        Tensor mask = RandomTensor.Normal(3, Shape.Create(extents)).GreaterThan(Tensor.Full([1], -0.3f)).Detach();
        Assert.Contains(0f, mask.ToArray());
        int channels = x.Shape[x.Shape.Axis(axis)];
        var layer = LayerPass.Scattered(new BatchNorm(channels, new BatchNormOptions { Axis = axis }));
        LayerPass actual = LayerPass.Of("cpu", layer, x, dy, leaf => layer.Forward(leaf, mask));
        var reference = LayerPass.Scattered(new BatchNorm(channels, new BatchNormOptions { Axis = axis }));
        LayerPass expected = LayerPass.Of(
            "reference", reference, x, dy, leaf => Weighted(leaf, Wide(mask, x.Shape, axis), reference, axis));
        actual.AssertClose(expected, 1e-5);
    }

    [Theory]
    [MemberData(nameof(LayerPass.Backends), MemberType = typeof(LayerPass))]
    public void A_weight_counts_as_so_many_rows(string backend)
    {
        int[] weights = [2, 0, 1, 3, 1, 0, 2];
        var weighted = LayerPass.Scattered(new BatchNorm(17));
        var repeated = LayerPass.Scattered(new BatchNorm(17));
        for (ulong step = 1; step <= 4; step++)
        {
            Tensor x = RandomTensor.Normal(step, [7, 17], mean: 2 * step);
            Tensor dy = RandomTensor.Normal(step + 10, [7, 17]);
            int[] rows = [.. weights.SelectMany((weight, row) => Enumerable.Repeat(row, weight))];
            LayerPass expected = LayerPass.Of(
                "reference", repeated, Taken(x, rows, _ => 1), Taken(dy, rows, row => weights[row]), leaf => repeated.Forward(leaf));
            LayerPass actual = LayerPass.Of(
                backend, weighted, x, dy, leaf => weighted.Forward(leaf, Tensor.From([.. weights.Select(weight => (float)weight)], [7])));

            // The copies of a row have the same output, and its gradient is the sum of theirs.
            var y = new double[x.Length];
            var dx = new double[x.Length];
            for (int i = 0; i < rows.Length * 17; i++)
            {
                y[(rows[i / 17] * 17) + (i % 17)] = expected.Y[i];
                dx[(rows[i / 17] * 17) + (i % 17)] += expected.Dx[i];
            }

            // A third of a float32 upstream gradient is rounded.
            actual.AssertClose(expected with { Y = y, Dx = dx }, 1e-5);
            LayerPass.AssertSameStatistics(repeated, weighted, 1e-6);
        }
    }

    [Theory]
    [InlineData("cpu", 1e-5)]
    [InlineData("reference", 1e-11)]
    public void Weights_that_are_no_whole_numbers_are_the_formula(string backend, double bound)
    {
        Tensor x = RandomTensor.Normal(1, [4, 5, 6], mean: 2);
        Tensor dy = RandomTensor.Normal(2, [4, 5, 6]);
        Tensor mask = Tensor.From([.. Enumerable.Range(0, 24).Select(i => i % 5 == 0 ? 0 : 0.25f + (0.125f * (i % 7)))], [4, 1, 6]);
        var layer = LayerPass.Scattered(new BatchNorm(5));
        LayerPass expected = LayerPass.Of("reference", layer, x, dy, leaf => Weighted(leaf, Wide(mask, x.Shape, 1), layer, 1));
        LayerPass.Of(backend, layer, x, dy, leaf => layer.Forward(leaf, mask)).AssertClose(expected, bound);
    }

    [Fact]
    public void Weighted_statistics_stay_exact_far_from_zero()
    {
        Tensor x = RandomTensor.Normal(1, [50, 3], mean: 10_000, deviation: 0.01f);
        double[] weights = [.. Enumerable.Range(0, 50).Select(i => 0.5 + (i % 4))];
        using var tape = new Tape();
        var actual = ChannelMoments.Read(tape.Backend, tape.Input(x).BatchStatistics(new StatisticsScope(weights, null)));
        double count = weights.Sum();
        for (int c = 0; c < 3; c++)
        {
            double mean = Enumerable.Range(0, 50).Sum(n => weights[n] * x[n, c]) / count;
            double m2 = Enumerable.Range(0, 50).Sum(n => weights[n] * (x[n, c] - mean) * (x[n, c] - mean));
            Assert.Equal(mean, actual.Mean[c], 1e-7);
            Assert.Equal(1, actual.M2[c] / m2, 1e-5);
        }

        Assert.Equal(count, actual.Count);
    }

    [Fact]
    public void Gradients_are_those_of_finite_differences()
    {
        Tensor mask = Tensor.From([1, 0, 2, 0.5f, 0, 1, 1, 1], [2, 4]);
        var layer = LayerPass.Scattered(new BatchNorm(3));
        GradientCheckResult result = GradientCheck.Run(x => layer.Forward(x[0], mask), RandomTensor.Normal(1, [2, 3, 4]));
        Assert.True(result.RelativeError <= GradientsOf.Bound, result.ToString());
    }

    [Fact]
    public void Batch_renormalization_takes_a_mask_too()
    {
        var options = new BatchRenormOptions { PlainSteps = 0, RMaxStep = 0, DMaxStep = 0, RMax = 1.4, DMax = 0.3 };
        var masked = LayerPass.Scattered(new BatchRenorm(4, options));
        var dropped = LayerPass.Scattered(new BatchRenorm(4, options));
        Tensor x = RandomTensor.Normal(1, [8, 4], mean: 1, deviation: 2);
        Tensor dy = RandomTensor.Normal(2, [8, 4]);
        LayerPass actual = LayerPass.Of("cpu", masked, x, dy, leaf => masked.Forward(leaf, Tensor.From([1, 1, 1, 1, 1, 0, 0, 0], [8])));
        LayerPass expected = LayerPass.Of("reference", dropped, LayerPass.Rows(x, 0, 5), LayerPass.Rows(dy, 0, 5));
        actual.AssertClose(
            expected with { Y = [.. expected.Y, .. new double[12]], Dx = [.. expected.Dx, .. new double[12]] }, 1e-5);
        LayerPass.AssertSameStatistics(dropped, masked, 1e-6);
    }

    [Fact]
    public void Masks_that_do_not_fit_are_named()
    {
        var layer = new BatchNorm(3);
        Tensor x = RandomTensor.Normal(1, [4, 3, 5]);
        Check(Tensor.Ones([5]), "[4, 5]");
        Check(Tensor.Ones([4, 3, 5]), "[4, 5]");
        Check(Tensor.Ones([3, 5]), "mask of shape [3, 5]");
        Check(Tensor.Full([4], -1), "at least 0");
        Check(Tensor.Full([4, 5], float.NaN), "NaN");
        Check(Tensor.Zeros([4]), "no value per channel");
        Check(Tensor.From([0, 0, 1, 0, 0], [1, 5]).Detach(), null);
        Check(Tensor.From([.. Enumerable.Range(0, 20).Select(i => i == 7 ? 1f : 0f)], [4, 5]), "one value per channel");
        Assert.Equal(1, layer.BatchesTracked!.Value);
        layer.Evaluate();
        Assert.All(layer.Forward(x, Tensor.Zeros([4])).ToArray(), value => Assert.Equal(0, value));

        void Check(Tensor mask, string? problem)
        {
            if (problem is null)
            {
                layer.Forward(x, mask);
                return;
            }

            LayerException error = Assert.Throws<LayerException>(() => layer.Forward(x, mask));
            Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Some rows of a matrix, each divided by a number.</summary>
    private static Tensor Taken(Tensor x, int[] rows, Func<int, int> divisor)
        => Tensor.From(
            [.. rows.SelectMany(row => Enumerable.Range(0, x.Shape[1]).Select(c => x[row, c] / divisor(row)))], [rows.Length, x.Shape[1]]);

    /// <summary>A mask in the shape of the input, by another rule than that under test: dimensions are matched by hand.</summary>
    private static Tensor Wide(Tensor mask, Shape shape, int axis)
    {
        axis = shape.Axis(axis);
        List<int> extents = [.. mask.Shape];
        if (extents.Count == 1)
        {
            extents = [extents[0], .. Enumerable.Repeat(1, shape.Rank - 1)];
        }
        else if (extents.Count < shape.Rank)
        {
            extents.Insert(axis, 1);
        }

        return Tensor.From(mask.ToArray(), Shape.Create([.. extents])).Expand(shape).Detach();
    }

    /// <summary>Weighted normalization from elementary operations; zero where the weight is.</summary>
    private static Tensor Weighted(Tensor x, Tensor weights, BatchNorm layer, int axis)
    {
        axis = x.Shape.Axis(axis);
        int[] axes = [.. Enumerable.Range(0, x.Rank).Where(d => d != axis)];
        int[] perChannel = [.. Enumerable.Range(0, x.Rank).Select(d => d == axis ? x.Shape[d] : 1)];
        Tensor w = x.Affine(0, 0) + weights;
        Tensor count = w.Sum(axes, keepDim: true);
        Tensor deviation = x - ((w * x).Sum(axes, keepDim: true) / count);
        Tensor variance = (w * deviation.Square()).Sum(axes, keepDim: true) / count;
        Tensor y = (deviation / variance.Affine(1, layer.Options.Epsilon).Sqrt() * layer.Gamma!.On(x).Reshape(perChannel))
            + layer.Beta!.On(x).Reshape(perChannel);
        return y * w.Sign();
    }
}
