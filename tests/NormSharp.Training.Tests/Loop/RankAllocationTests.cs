using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Synchronization;

namespace NormSharp.Training.Tests.Loop;

/// <summary>A warm step of several ranks allocates nothing, whether a rank has one shard or several.</summary>
public sealed class RankAllocationTests
{
    private const int Warm = 4;

    [Theory]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(5, true)]
    public void A_warm_step_of_ranks_allocates_nothing(int shards, bool synchronized)
    {
        var observers = new Observer[2];
        ThreadRanks.Run(2, reducer =>
        {
            Module model = Model();
            TrainerOptions options = TinyTask.Options() with
            {
                Epochs = 1,
                BatchSize = 8,
                Shards = shards,
                Threads = 1,
                Recalibrate = false,
                LogEverySteps = int.MaxValue,
            };
            new Trainer(synchronized ? SyncBatchNorm.Convert(model, reducer) : model, options) { Reducer = reducer }
                .Fit(TinyTask.Data(8 * 40, 16), observers[reducer.Rank] = new Observer());
        });
        Assert.All(observers, observer => Assert.Equal(0, observer.Fewest));
    }

    private static Sequential Model()
    {
        var model = new Sequential(
            new Conv2d(1, 4, 3), new BatchNorm(4), new Relu(), new Flatten(), new Linear(4 * 6 * 6, 8), new BatchNorm(8), new Linear(8, 3));
        model.Initialize(11);
        return model;
    }

    /// <summary>What else lives in the process may allocate now and then; a step that does, does so every time.</summary>
    private sealed class Observer : ITrainingObserver
    {
        private int _steps;
        private long _before;

        public long Fewest { get; private set; } = long.MaxValue;

        public void OnStep(in StepMetrics step)
        {
            long now = GC.GetAllocatedBytesForCurrentThread();
            Fewest = ++_steps > Warm ? Math.Min(Fewest, now - _before) : Fewest;
            _before = now;
        }
    }
}
