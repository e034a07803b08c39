using NormSharp.Kernels.Parallel;

namespace NormSharp.Kernels.Tests.Parallel;

public unsafe class ThreadTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(16)]
    public void EveryIndexRunsOnce(int threads)
    {
        using var team = new ThreadTeam(threads);
        Assert.Equal(threads, team.Threads);
        foreach (int count in new[] { 0, 1, 2, 7, 64, 5000 })
        {
            int[] hits = new int[count + 1];
            int strangeWorkers = 0;
            fixed (int* pointer = hits)
            {
                team.For(count, new Count(pointer, &strangeWorkers, threads));
            }

            Assert.All(hits.AsSpan(0, count).ToArray(), hit => Assert.Equal(1, hit));
            Assert.Equal(0, hits[count]);
            Assert.Equal(0, strangeWorkers);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    public void ManyShortLoops(int threads)
    {
        using var team = new ThreadTeam(threads);
        long sum = 0;
        const int Loops = 20_000;
        for (int loop = 0; loop < Loops; loop++)
        {
            team.For(1 + (loop % 5), new Add(&sum));
            if (loop % 4000 == 0)
            {
                // Long enough for the workers to fall asleep.
                Thread.Sleep(20);
            }
        }

        Assert.Equal(Loops * 3L, sum);
    }

    [Fact]
    public void SeveralWorkersTakePart()
    {
        using var team = new ThreadTeam(4);
        int* byWorker = stackalloc int[4];
        for (int attempt = 0; attempt < 50 && (byWorker[1] == 0 || byWorker[2] == 0 || byWorker[3] == 0); attempt++)
        {
            team.For(16, new Linger(byWorker));
        }

        Assert.True(byWorker[1] > 0 && byWorker[2] > 0 && byWorker[3] > 0, "A worker never ran an index.");
    }

    [Fact]
    public void TwoCallersTakeTurns()
    {
        using var team = new ThreadTeam(3);
        long[] sums = new long[2];
        Thread[] callers = [.. Enumerable.Range(0, 2).Select(c => new Thread(() =>
        {
            long sum = 0;
            for (int loop = 0; loop < 5000; loop++)
            {
                team.For(4, new Add(&sum));
            }

            sums[c] = sum;
        }))];
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => Assert.True(caller.Join(Patience.Hang)));
        Assert.Equal([20_000L, 20_000L], sums);
    }

    [Fact]
    public void NestedLoopsRunInlineWithScratchOfTheirOwn()
    {
        using var team = new ThreadTeam(3);
        Nested.Team = team;
        int* wrong = stackalloc int[1];
        int* inner = stackalloc int[1];
        team.For(40, new Nested(wrong, inner));
        Assert.Equal(0, *wrong);
        Assert.Equal(40 * 5, *inner);
    }

    [Fact]
    public void AloneEveryLoopRunsOnTheCaller()
    {
        using var team = new ThreadTeam(3);
        Nested.Team = team;
        int* byWorker = stackalloc int[3];
        int* wrong = stackalloc int[1];
        int* inner = stackalloc int[1];
        (nint workers, nint wrongs, nint inners) = ((nint)byWorker, (nint)wrong, (nint)inner);
        nint shared = (nint)team.SharedScratch(10);
        team.Alone(() =>
        {
            team.For(16, new Linger((int*)workers));
            team.For(40, new Nested((int*)wrongs, (int*)inners));
            team.Alone(() => team.For(1, new Linger((int*)workers)));
            Assert.Equal(shared, (nint)team.SharedScratch(10));
            Assert.Throws<InvalidOperationException>(team.Dispose);
        });
        Assert.Equal((17, 0, 0), (byWorker[0], byWorker[1], byWorker[2]));
        Assert.Equal((0, 40 * 5), (*wrong, *inner));
    }

    [Fact]
    public void AloneOtherCallersWaitAndAFailureLetsThemIn()
    {
        using var team = new ThreadTeam(2);
        long sum = 0;
        nint address = (nint)(&sum);
        bool isOver = false;
        bool wasOver = false;
        var other = new Thread(() =>
        {
            team.For(4, new Add((long*)address));
            wasOver = Volatile.Read(ref isOver);
        });
        Assert.Throws<IOException>(() => team.Alone(() =>
        {
            other.Start();
            Thread.Sleep(20);
            Volatile.Write(ref isOver, true);
            throw new IOException();
        }));
        other.Join();
        Assert.True(wasOver, "the other caller did not wait");
        Assert.Equal(4, sum);
        team.Dispose();
        Assert.Throws<ObjectDisposedException>(() => team.Alone(() => { }));
    }

    [Fact]
    public void ADispatchAllocatesNothing()
    {
        using var team = new ThreadTeam(2);
        long sum = 0;
        team.For(8, new Add(&sum));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            team.For(8, new Add(&sum));
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void ScratchIsAlignedAndDistinct()
    {
        using var team = new ThreadTeam(2);
        float* first = team.WorkerScratch(0, 100);
        float* second = team.WorkerScratch(1, 100);
        float* shared = team.SharedScratch(1000);
        new Span<float>(first, 100).Fill(1);
        new Span<float>(second, 100).Fill(2);
        new Span<float>(shared, 1000).Fill(3);
        Assert.Equal(0, (nint)first % 64);
        Assert.Equal(0, (nint)second % 64);
        Assert.Equal(0, (nint)shared % 64);
        Assert.Equal(1, new Span<float>(first, 100).ToArray().Distinct().Single());
        Assert.Equal(2, new Span<float>(second, 100).ToArray().Distinct().Single());
        Assert.True(first == team.WorkerScratch(0, 50), "A smaller request moved the block.");
    }

    [Fact]
    public void MisuseIsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new ThreadTeam(0));
        var team = new ThreadTeam(2);
        Assert.Throws<ArgumentOutOfRangeException>(() => team.WorkerScratch(2, 1) == null);
        team.Dispose();
        team.Dispose();
        long sum = 0;
        ObjectDisposedException? refused = null;
        try
        {
            team.For(2, new Add(&sum));
        }
        catch (ObjectDisposedException e)
        {
            refused = e;
        }

        Assert.NotNull(refused);
        Assert.Equal(0, sum);
    }

    private readonly struct Count(int* hits, int* strangeWorkers, int threads) : IParallelBody
    {
        public void Execute(int index, int worker)
        {
            Interlocked.Increment(ref hits[index]);
            if (worker < 0 || worker >= threads)
            {
                Interlocked.Increment(ref *strangeWorkers);
            }
        }
    }

    private readonly struct Add(long* sum) : IParallelBody
    {
        public void Execute(int index, int worker) => Interlocked.Increment(ref *sum);
    }

    private readonly struct Linger(int* byWorker) : IParallelBody
    {
        public void Execute(int index, int worker)
        {
            Interlocked.Increment(ref byWorker[worker]);
            Thread.Sleep(1);
        }
    }

    private readonly struct Nested(int* wrong, int* inner) : IParallelBody
    {
        public static ThreadTeam Team { get; set; } = null!;

        public void Execute(int index, int worker)
        {
            float* mine = Team.WorkerScratch(worker, 8);
            mine[0] = index;
            Team.For(5, new Inner(wrong, inner, worker));
            if (mine[0] != index)
            {
                Interlocked.Increment(ref *wrong);
            }
        }
    }

    private readonly struct Inner(int* wrong, int* inner, int outerWorker) : IParallelBody
    {
        public void Execute(int index, int worker)
        {
            Interlocked.Increment(ref *inner);
            Nested.Team.WorkerScratch(worker, 8)[0] = -1;
            if (worker != outerWorker)
            {
                Interlocked.Increment(ref *wrong);
            }
        }
    }
}
