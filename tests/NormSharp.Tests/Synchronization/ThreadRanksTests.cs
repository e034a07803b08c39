using NormSharp.Layers;
using NormSharp.Synchronization;
using NormSharp.Tensors;

namespace NormSharp.Tests.Synchronization;

/// <summary>Ranks that are threads: results in rank order, and no rank left waiting for another that will not come.</summary>
public sealed class ThreadRanksTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Messages_are_folded_over_a_fixed_tree_of_the_ranks(int ranks)
    {
        const int Rounds = 200;
        var results = new double[ranks, Rounds];
        Finish(() => ThreadRanks.Run(ranks, reducer =>
        {
            Assert.Equal(ranks, reducer.RankCount);
            for (int round = 0; round < Rounds; round++)
            {
                double[] message = [reducer.Rank + 1 + (10 * round)];

                // Neither associative nor commutative: any other order shows.
                reducer.AllReduce(message, (folded, next) => folded[0] = (3 * folded[0]) - next[0]);
                results[reducer.Rank, round] = message[0];
            }
        }));
        for (int round = 0; round < Rounds; round++)
        {
            double expected = Folded(0, ranks, round);
            Assert.All(Enumerable.Range(0, ranks), rank => Assert.Equal(expected, results[rank, round]));
        }

        // The first child of a node has as many ranks as the largest power of two below the node's.
        static double Folded(int first, int end, int round)
        {
            if (end - first == 1)
            {
                return first + 1 + (10 * round);
            }

            int middle = first + (end - first > 2 ? 2 : 1);
            return (3 * Folded(first, middle, round)) - Folded(middle, end, round);
        }
    }

    [Fact]
    public void Messages_and_sums_of_gradients_allocate_nothing_once_they_are_warm()
    {
        const int Rounds = 50;
        long[] fewest = [.. Enumerable.Repeat(long.MaxValue, 3)];
        Finish(() => ThreadRanks.Run(3, reducer =>
        {
            Communicator ranks = Communicator.Of(reducer);
            using IBucketSums sums = ranks.CreateSums([40, 7], 5);
            var message = new double[9];
            int nodes = RankNodes.Of(3, 5)[reducer.Rank].Count;
            var rows = new float[nodes * 40];

            // What else the runtime does on a thread comes now and then; a message that allocates does in every round.
            for (int round = 0; round < Rounds; round++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                ranks.AllReduce(message, MessageMerges.Sum);
                ranks.AllReduce(message.AsSpan(0, 4), MessageMerges.Sum);
                sums.Start(0, rows);
                sums.Start(1, rows.AsSpan(0, nodes * 7));
                sums.Finish(0, rows.AsSpan(0, 40));
                sums.Finish(1, rows.AsSpan(0, 7));
                fewest[reducer.Rank] = Math.Min(fewest[reducer.Rank], GC.GetAllocatedBytesForCurrentThread() - before);
            }
        }));
        Assert.Equal([0, 0, 0], fewest);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_rank_that_throws_stops_the_others(int failing)
    {
        int stopped = 0;
        RankFailedException error = Assert.Throws<RankFailedException>(() => Finish(() => ThreadRanks.Run(3, reducer =>
        {
            var layer = new SyncBatchNorm(2, reducer);
            layer.Forward(RandomTensor.Normal(1, [4, 2]));
            try
            {
                // The layer of one rank refuses its input before it sends anything.
                layer.Forward(Tensor.Zeros(reducer.Rank == failing ? [4, 3] : [4, 2]));
            }
            catch (RankFailedException)
            {
                Interlocked.Increment(ref stopped);
                throw;
            }
        })));
        Assert.Equal(failing, error.Rank);
        Assert.IsType<LayerException>(error.InnerException);
        Assert.Contains("[4, 3]", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, stopped);
    }

    [Fact]
    public void A_rank_that_leaves_early_stops_the_others()
    {
        RankFailedException error = Assert.Throws<RankFailedException>(() => Finish(() => ThreadRanks.Run(3, reducer =>
        {
            for (int step = 0; step < (reducer.Rank == 1 ? 2 : 3); step++)
            {
                reducer.AllReduce(new double[4], MessageMerges.Sum);
            }
        })));
        Assert.Equal(1, error.Rank);
        Assert.Contains("has finished", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Messages_of_different_lengths_are_named()
    {
        RankFailedException error = Assert.Throws<RankFailedException>(
            () => Finish(() => ThreadRanks.Run(3, reducer => reducer.AllReduce(new double[reducer.Rank == 2 ? 5 : 4], MessageMerges.Sum))));
        Assert.Equal(2, error.Rank);
        Assert.Contains("5 numbers where rank 0 sent 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_merge_that_throws_stops_all()
        => Assert.IsType<InvalidOperationException>(Assert.Throws<RankFailedException>(() => Finish(() => ThreadRanks.Run(
            3, reducer => reducer.AllReduce(new double[1], (_, _) => throw new InvalidOperationException("broken"))))).InnerException);

    [Fact]
    public void Cancellation_stops_ranks_that_wait()
    {
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => Finish(() => ThreadRanks.Run(
            2,
            reducer =>
            {
                if (reducer.Rank == 1)
                {
                    cancellation.Cancel();
                }

                reducer.AllReduce(new double[1], MessageMerges.Sum);
            },
            cancellation.Token)));
    }

    [Fact]
    public void There_is_a_rank() => Assert.Throws<ArgumentOutOfRangeException>(() => ThreadRanks.Run(0, _ => { }));

    private static void Finish(Action run)
    {
        Task task = Task.Run(run);
        Assert.True(((IAsyncResult)task).AsyncWaitHandle.WaitOne(Patience.Hang), "a rank still waits");
        task.GetAwaiter().GetResult();
    }
}
