using System.Globalization;
using NormSharp.Autograd;
using NormSharp.Layers;

namespace NormSharp.Tests.Layers;

public sealed class BatchNormConventionTests
{
    public static TheoryData<string> Names => [.. BatchNormConvention.All.Select(convention => convention.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_layer_keeps_the_averages_of_the_library(string name)
    {
        BatchNormConvention convention = Convention(name);
        const double Momentum = 0.8;
        const int Rows = 3;
        BatchNormOptions options = convention.ToOptions(Momentum);
        var layer = new BatchNorm(2, options with { Axis = 1 });
        double[] mean = [0, 0];
        double[] variance = [1, 1];
        for (ulong step = 0; step < 4; step++)
        {
            using var tape = new Tape(gradients: false);
            float[] x = RandomTensor.Normal(step, [Rows, 2], mean: 3, deviation: 2).ToArray();
            layer.Forward(tape.Input(x, [Rows, 2]));
            for (int c = 0; c < 2; c++)
            {
                double[] column = [x[c], x[2 + c], x[4 + c]];
                double squares = column.Sum(value => Math.Pow(value - column.Average(), 2));
                double kept = convention == BatchNormConvention.PyTorch || convention == BatchNormConvention.NormSharp
                    ? 1 - Momentum
                    : Momentum;
                double batchVariance = convention == BatchNormConvention.PyTorch || convention == BatchNormConvention.NormSharp
                    ? squares / 2
                    : squares / 3;
                mean[c] = (kept * mean[c]) + ((1 - kept) * column.Average());
                variance[c] = (kept * variance[c]) + ((1 - kept) * batchVariance);
            }
        }

        for (int c = 0; c < 2; c++)
        {
            Assert.Equal(mean[c], layer.RunningMean!.AsSpan()[c], 1e-5);
            Assert.Equal(variance[c], layer.RunningVariance!.AsSpan()[c], 1e-5);
        }

        Assert.Equal(Momentum, convention.MomentumOf(options), 1e-12);
        Assert.Equal(convention.Epsilon, options.Epsilon);
        Assert.Equal(convention.Axis, options.Axis);
    }

    [Fact]
    public void Names_of_state_go_there_and_back()
    {
        foreach (BatchNormConvention convention in BatchNormConvention.All)
        {
            foreach (string name in new[] { "weight", "bias", "running_mean", "running_var", "num_batches_tracked" })
            {
                string? there = convention.StateName(name);
                Assert.Equal(there is null ? null : name, there is null ? null : convention.StateNameHere(there));
            }
        }

        Assert.Equal("moving_variance", BatchNormConvention.Keras.StateName("running_var"));
        Assert.Equal("bias", BatchNormConvention.Onnx.StateNameHere("B"));
        Assert.Null(BatchNormConvention.Flax.StateName("num_batches_tracked"));
        Assert.Null(BatchNormConvention.Keras.StateNameHere("weight"));
    }

    [Fact]
    public void Variances_convert_by_the_count_of_a_batch()
    {
        Assert.Equal(1.5, BatchNormConvention.Keras.ConvertVariance(1, BatchNormConvention.PyTorch, 3), 1e-12);
        Assert.Equal(2.0 / 3, BatchNormConvention.NormSharp.ConvertVariance(1, BatchNormConvention.Onnx, 3), 1e-12);
        Assert.Equal(5, BatchNormConvention.Keras.ConvertVariance(5, BatchNormConvention.Flax, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => BatchNormConvention.Keras.ConvertVariance(1, BatchNormConvention.PyTorch, 1));
    }

    [Fact]
    public void What_cannot_be_said_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BatchNormConvention.Keras.ToOptions(1.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => BatchNormConvention.Keras.ToOptions(epsilon: -1));
        Assert.Throws<ArgumentException>(() => BatchNormConvention.Keras.MomentumOf(new BatchNormOptions { NewStatisticWeight = null }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_documents_table_says_the_same(string name)
    {
        string[][] rows =
            [.. File.ReadLines(Checkout.File("docs", "conventions.md")).Where(line => line.StartsWith("| ", StringComparison.Ordinal))
                .Select(Cells)];
        int column = Array.IndexOf(rows[0], name);
        BatchNormConvention convention = Convention(name);
        string Variance(bool population) => population ? "M2/n" : "M2/(n − 1)";
        string Code(string? text) => text is null ? "none" : $"`{text}`";
        Dictionary<string, string> expected = new()
        {
            ["momentum, default"] = convention.Momentum.ToString(CultureInfo.InvariantCulture),
            ["momentum weighs"] = convention.MomentumWeighsOld ? "the old value" : "the batch",
            ["`NewStatisticWeight` of the default"] = convention.ToOptions().NewStatisticWeight!.Value.ToString(
                "0.##", CultureInfo.InvariantCulture),
            ["ε, default"] = convention.Epsilon == 1e-3 ? "1e-3" : "1e-5",
            ["running variance averages"] = Variance(convention.StoresPopulationVariance),
            ["dimension of the channels"] = convention.Axis.ToString(CultureInfo.InvariantCulture),
            ["γ"] = Code(convention.Gamma),
            ["β"] = Code(convention.Beta),
            ["running mean"] = Code(convention.RunningMean),
            ["running variance"] = Code(convention.RunningVariance),
            ["count of batches"] = Code(convention.BatchesTracked),
        };
        string[][] converted = [.. rows.Where(row => row[0].StartsWith("⇄ ", StringComparison.Ordinal))];
        Assert.Equal(expected.Keys.Order(), converted.Select(row => row[0][2..]).Order());
        Assert.All(converted, row => Assert.Equal(expected[row[0][2..]], row[column]));
    }

    [Fact]
    public void NormSharps_convention_is_that_of_its_defaults()
        => Assert.Equal(new BatchNormOptions(), BatchNormConvention.NormSharp.ToOptions());

    private static BatchNormConvention Convention(string name) => BatchNormConvention.All.Single(convention => convention.Name == name);

    private static string[] Cells(string line) => [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];
}
