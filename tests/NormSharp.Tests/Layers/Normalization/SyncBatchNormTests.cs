using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Synchronization;
using NormSharp.Tensors;
using NormSharp.Tests.Parity;

namespace NormSharp.Tests.Layers.Normalization;

/// <summary>Synchronized batch normalization over shards against batch normalization of the whole batch in one process.</summary>
public sealed class SyncBatchNormTests
{
    private const double Bound = 1e-6;
    private const int Steps = 4;

    public static TheoryData<int[], int[]> Cases()
    {
        var data = new TheoryData<int[], int[]>();
        foreach (int[] shards in (int[][])[[9], [9, 0], [0, 9], [7, 2], [1, 8], [4, 0, 5], [2, 3, 4], [1, 5, 0, 3], [0, 0, 9, 0],
            [3, 3, 2, 1]])
        {
            foreach (int[] inner in (int[][])[[3, 2, 2], [5], [1, 17], [1000], [33, 1, 1]])
            {
                data.Add(shards, inner);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Shards_of_any_size_equal_one_process(int[] shards, int[] inner)
    {
        Shape shape = [shards.Sum(), .. inner];
        foreach (BatchNormOptions options in (BatchNormOptions[])[new(), new() { Affine = false, NewStatisticWeight = null },
            new() { TrackRunningStatistics = false }])
        {
            BatchNorm whole = LayerPass.Scattered(new BatchNorm(inner[0], options));
            List<LayerPass> expected =
                [.. Enumerable.Range(1, Steps)
                    .Select(step => LayerPass.Of("cpu", new Sequential(whole, new Tanh()), X(step, shape), Dy(step, shape)))];
            var layers = new SyncBatchNorm[shards.Length];
            var passes = new LayerPass[shards.Length, Steps];
            ThreadRanks.Run(shards.Length, reducer =>
            {
                SyncBatchNorm layer = layers[reducer.Rank] = LayerPass.Scattered(new SyncBatchNorm(inner[0], reducer, options));
                using var backend = new CpuBackend(threads: 1);
                int start = shards[..reducer.Rank].Sum();
                for (int step = 1; step <= Steps; step++)
                {
                    Tensor x = LayerPass.Rows(X(step, shape), start, start + shards[reducer.Rank]);
                    Tensor dy = LayerPass.Rows(Dy(step, shape), start, start + shards[reducer.Rank]);
                    passes[reducer.Rank, step - 1] = LayerPass.Of(backend, new Sequential(layer, new Tanh()), x, dy);
                }
            });

            for (int step = 0; step < Steps; step++)
            {
                Together([.. Enumerable.Range(0, shards.Length).Select(rank => passes[rank, step])])
                    .AssertClose(expected[step], Bound, Closeness.Norm(LayerPass.Doubles(Dy(step + 1, shape))));
            }

            foreach (SyncBatchNorm layer in layers.Where(_ => options.TrackRunningStatistics))
            {
                LayerPass.AssertSameStatistics(whole, layer, Bound);
                Assert.Equal(layers[0].RunningMean!.ToArray(), layer.RunningMean!.ToArray());
                Assert.Equal(layers[0].RunningVariance!.ToArray(), layer.RunningVariance!.ToArray());
            }
        }
    }

    [Fact]
    public void A_rank_may_have_one_value_if_all_have_more_and_masks_count_over_all_ranks()
    {
        Shape shape = [3, 3];
        Tensor mask = Tensor.From([1, 1, 2, 0.5f, 0, 1], [6]);
        BatchNorm whole = LayerPass.Scattered(new BatchNorm(3));
        BatchNorm masked = LayerPass.Scattered(new BatchNorm(3));
        LayerPass expected = LayerPass.Of("cpu", whole, X(1, shape), Dy(1, shape));
        LayerPass expectedMasked = LayerPass.Of("cpu", masked, X(2, [6, 3]), Dy(2, [6, 3]), x => masked.Forward(x, mask));
        var passes = new LayerPass[2];
        var maskedPasses = new LayerPass[2];
        ThreadRanks.Run(2, reducer =>
        {
            int rank = reducer.Rank;
            var layer = LayerPass.Scattered(new SyncBatchNorm(3, reducer));
            passes[rank] = LayerPass.Of(
                "cpu", layer, LayerPass.Rows(X(1, shape), rank, (2 * rank) + 1), LayerPass.Rows(Dy(1, shape), rank, (2 * rank) + 1));
            (int start, int end) = rank == 0 ? (0, 4) : (4, 6);
            maskedPasses[rank] = LayerPass.Of(
                "cpu",
                layer,
                LayerPass.Rows(X(2, [6, 3]), start, end),
                LayerPass.Rows(Dy(2, [6, 3]), start, end),
                x => layer.Forward(x, LayerPass.Rows(mask, start, end)));
        });
        Together(passes).AssertClose(expected, Bound);
        Together(maskedPasses).AssertClose(expectedMasked, Bound);
    }

    [Fact]
    public void One_message_goes_forward_and_one_back_and_none_in_evaluation()
    {
        var counting = new CountingReducer();
        var layer = new SyncBatchNorm(5, counting);
        Tensor x = RandomTensor.Normal(1, [4, 5, 3]);
        layer.Forward(x);
        Assert.Equal([11], counting.Lengths);
        LayerPass.Of("cpu", layer, x, x);
        Assert.Equal([11, 11, 10], counting.Lengths);
        layer.FreezesStatistics = true;
        LayerPass.Of("cpu", layer, x, x);
        layer.FreezesStatistics = false;
        layer.Evaluate();
        LayerPass.Of("cpu", layer, x, x);
        Assert.Equal(3, counting.Lengths.Count);
    }

    [Fact]
    public void Alone_it_is_batch_normalization()
    {
        var layer = LayerPass.Scattered(new SyncBatchNorm(5));
        var plain = LayerPass.Scattered(new BatchNorm(5));
        Tensor x = RandomTensor.Normal(1, [4, 5, 3]);
        LayerPass.Of("cpu", layer, x, RandomTensor.Normal(2, [4, 5, 3]))
            .AssertClose(LayerPass.Of("cpu", plain, x, RandomTensor.Normal(2, [4, 5, 3])), 1e-12);
        LayerPass.AssertSameStatistics(plain, layer, 0);
    }

    [Fact]
    public void A_converted_model_trains_like_one_process_when_gradients_are_summed()
    {
        var model = new Sequential(("fc", new Linear(4, 6)), ("bn", new BatchNorm(6)), ("act", new Relu()), ("out", new Linear(6, 2)));
        model.Initialize(3);
        Tensor x = RandomTensor.Normal(1, [7, 4]);
        Tensor dy = RandomTensor.Normal(2, [7, 2]);
        int[] shards = [3, 0, 4];
        var copies = new Module[3];
        ThreadRanks.Run(3, reducer =>
        {
            Module copy = copies[reducer.Rank] = SyncBatchNorm.Convert(model, reducer);
            int start = shards[..reducer.Rank].Sum();
            int end = start + shards[reducer.Rank];
            using var backend = new CpuBackend(threads: 1);
            LayerPass.Of(backend, copy, LayerPass.Rows(x, start, end), LayerPass.Rows(dy, start, end));
        });
        LayerPass.Of("cpu", model, x, dy);
        double[] expected = Gradients(model);
        double[][] own = [.. copies.Select(Gradients)];
        LayerPass.AssertClose("gradients", expected, [.. expected.Select((_, i) => own.Sum(gradients => gradients[i]))], Bound);
        Assert.Equal(model.NamedParameters().Select(entry => entry.Name), copies[0].NamedParameters().Select(entry => entry.Name));

        static double[] Gradients(Module module)
            => [.. module.NamedParameters()
                .SelectMany(entry => entry.Parameter.Gradient?.ToArray() ?? new float[entry.Parameter.Length])
                .Select(value => (double)value)];
    }

    [Fact]
    public void Bad_statistics_of_one_rank_stop_all_and_enter_nowhere()
    {
        var layers = new SyncBatchNorm[3];
        var errors = new Exception?[3];
        ThreadRanks.Run(3, reducer =>
        {
            SyncBatchNorm layer = layers[reducer.Rank] = new SyncBatchNorm(2, reducer);
            errors[reducer.Rank] = Record.Exception(() => layer.Forward(Tensor.Full([2, 2], reducer.Rank == 1 ? float.NaN : 1)));
        });
        Assert.All(errors, error => Assert.IsType<NonFiniteStatisticsException>(error));
        Assert.All(layers, layer => Assert.Equal(0, layer.BatchesTracked!.Value));
    }

    [Fact]
    public void All_ranks_refuse_a_batch_that_is_too_small_together()
    {
        var errors = new Exception?[2];
        ThreadRanks.Run(2, reducer => errors[reducer.Rank] = Record.Exception(
            () => new SyncBatchNorm(2, reducer).Forward(Tensor.Zeros([reducer.Rank, 2]))));
        Assert.All(
            errors,
            error => Assert.Contains("one value per channel", Assert.IsType<LayerException>(error).Message, StringComparison.Ordinal));
    }

    private static Tensor X(int step, Shape shape) => RandomTensor.Normal((ulong)step, shape, mean: step, deviation: 1 + step);

    private static Tensor Dy(int step, Shape shape) => RandomTensor.Normal((ulong)step + 10, shape);

    /// <summary>What the ranks computed as one: rows side by side, parameter gradients summed.</summary>
    private static LayerPass Together(LayerPass[] ranks) => new(
        [.. ranks.SelectMany(pass => pass.Y)],
        [.. ranks.SelectMany(pass => pass.Dx)],
        [.. ranks[0].Parameters.Select((first, i) => first.Select((_, j) => ranks.Sum(pass => pass.Parameters[i][j])).ToArray())]);

    private sealed class CountingReducer : IReducer
    {
        public List<int> Lengths { get; } = [];

        public int Rank => 0;

        public int RankCount => 1;

        public void AllReduce(Span<double> message, Action<Span<double>, ReadOnlySpan<double>> merge) => Lengths.Add(message.Length);
    }
}
