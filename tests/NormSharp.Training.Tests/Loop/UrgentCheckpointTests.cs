using NormSharp.Layers;

namespace NormSharp.Training.Tests.Loop;

/// <summary>A checkpoint of the last step, written in the middle of the next, goes on to the same bits.</summary>
public sealed class UrgentCheckpointTests : IDisposable
{
    private static readonly TimeSpan Patience = Testing.Patience.Hang;

    private readonly TemporaryFolder _folder = new();
    private readonly UrgentCheckpoint _urgent = new();
    private long? _written;

    public UrgentCheckpointTests() => LayerCatalog.Register(PausingLayer.Definition);

    public void Dispose()
    {
        PausingLayer.Pass = null;
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1, 0, 2)]
    [InlineData(1, 0, 9)]
    [InlineData(4, 0, 2)]
    [InlineData(4, 3, 9)]
    public void The_last_step_is_written_while_the_next_goes_on(int shards, int passes, int step)
        => AssertGoesOn(Options(shards), step, new AfterStep(step, () => WriteAfter(passes)));

    [Fact]
    public void Layers_that_wait_for_their_head_are_not_written_as_frozen()
        => AssertGoesOn(Options(1) with { HeadFirstEpochs = 2 }, 2, new AfterStep(2, () => WriteAfter(0)));

    [Theory]
    [InlineData(TrainingPhase.Evaluation)]
    [InlineData(TrainingPhase.Recalibration)]
    public void The_last_step_of_an_epoch_is_written_while_the_epoch_is_judged(TrainingPhase phase)
    {
        TrainerOptions options = Options(4) with
        {
            RecalibrateEachEpoch = true,
            Averaging = new AveragingOptions { Kind = AveragingKind.Stochastic, StartEpoch = 1 },
        };
        AssertGoesOn(options, 7, new InPhase(phase, WriteAndEnd));
    }

    [Fact]
    public void Nothing_is_written_where_nothing_trains()
    {
        Assert.Null(_urgent.Write(Patience));
        new Trainer(Model(), Options(4)) { Urgent = _urgent }.Fit(TinyTask.Data());
        Assert.Null(_urgent.Write(Patience));
    }

    [Fact]
    public void A_step_that_has_a_checkpoint_is_not_written_again()
    {
        AfterStep observer = new(3, () => WriteAfter(0));
        AssertGoesOn(Options(4) with { CheckpointEverySteps = 1 }, 3, observer);
        Assert.Equal(4, observer.Checkpoints.Count);
    }

    private void AssertGoesOn(TrainerOptions options, long step, ITrainingObserver observer)
    {
        var whole = new Trainer(Model(), options with { OutputFolder = null });
        whole.Fit(TinyTask.Data());

        var killed = new Trainer(Model(), options) { Urgent = _urgent };
        Assert.Throws<KilledException>(() => killed.Fit(TinyTask.Data(), observer));
        Assert.Equal(step, _written);

        var resumed = new Trainer(Model(), options with { Resume = true });
        resumed.Fit(TinyTask.Data());
        TinyTask.AssertSameBits(whole.Model, resumed.Model);
        if (options.Averaging is not null)
        {
            whole.Averaged!.CopyTo(whole.Model);
            resumed.Averaged!.CopyTo(resumed.Model);
            TinyTask.AssertSameBits(whole.Model, resumed.Model);
        }
    }

    /// <summary>After so many passes more of any shard.</summary>
    private void WriteAfter(int passes) => PausingLayer.Pass = () =>
    {
        if (passes-- == 0)
        {
            WriteAndEnd();
        }
    };

    private void WriteAndEnd()
    {
        PausingLayer.Pass = null;
        var writing = new Thread(() => _written = _urgent.Write(Patience));
        writing.Start();
        writing.Join();
        throw new KilledException();
    }

    private TrainerOptions Options(int shards) => TinyTask.Options(_folder.File("run")) with { Shards = shards };

    private static Sequential Model()
    {
        var model = new Sequential(
            ("conv", new Conv2d(1, 4, 3)),
            ("bn1", new BatchNorm(4)),
            ("relu", new Relu()),
            ("flatten", new Flatten()),
            ("fc1", new Linear(4 * 6 * 6, 8)),
            ("bn2", new BatchNorm(8)),
            ("pause", new PausingLayer()),
            ("fc2", new Linear(8, 3)));
        model.Initialize(7);
        return model;
    }

    private sealed class KilledException : Exception;

    /// <summary>Does something when a phase begins for the first time.</summary>
    private sealed class InPhase(TrainingPhase phase, Action act) : ITrainingObserver
    {
        public void OnPhase(TrainingPhase now, int done, int total)
        {
            if (now == phase)
            {
                act();
            }
        }
    }
}
