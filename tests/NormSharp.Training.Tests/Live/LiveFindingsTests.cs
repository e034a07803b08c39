using System.Text.Json.Nodes;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Synchronization;
using NormSharp.Tensors;

namespace NormSharp.Training.Tests.Live;

/// <summary>A training that goes wrong says so before its first epoch is over.</summary>
public sealed class LiveFindingsTests : IDisposable
{
    private static readonly TrainerOptions Usual = new() { Epochs = 1, BatchSize = 32, LearningRate = 0.05, Threads = 1 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sound_training_says_nothing() => Assert.Empty(Said(Model(), Usual));

    [Fact]
    public void Averages_that_lag_behind_weights_that_move_fast()
    {
        Diagnostic lag = Assert.Single(Said(NormalisedLate(), Usual with { LearningRate = 1 }), found => found.Id == "BN050");

        Assert.Equal("bn", Assert.Single(lag.Layers));
        Assert.InRange(lag.Step!.Value, 40, 100);
        Assert.Equal(0, lag.Step.Value % 8);
        Assert.InRange(lag.Measured["shift"], 0.5, 100);
    }

    [Fact]
    public void Frozen_layers_whose_statistics_move()
    {
        Sequential model = Model();
        model.FreezeAffine(new LayerPattern("bn1"));

        Assert.Equal(["BN053 bn1"], Said(model, Usual).Select(found => $"{found.Id} {string.Join(',', found.Layers)}"));

        model.FreezeStatistics(new LayerPattern("bn1"));
        Assert.Empty(Said(model, Usual));
    }

    [Fact]
    public void A_divergence_and_the_first_layer_that_saw_it()
    {
        var listener = new Listener();
        TrainerOptions options = Usual with { LearningRate = 1e30, OutputFolder = _folder.File("run") };

        Assert.Throws<TrainingDivergedException>(() => new Trainer(Plain(), options).Fit(TinyTask.Data(2000, 100), listener));

        Diagnostic found = Assert.Single(listener.InFirstEpoch, found => found.Id == "BN040");
        Assert.Equal(DiagnosticSeverity.Error, found.Severity);
        Assert.Single(found.Layers);
        JsonObject line = JsonLinesFile.Read(Path.Combine(_folder.File("run"), "metrics.jsonl")).Last();
        Assert.Equal("finding BN040", $"{line["kind"]} {line["id"]}");
        Assert.Equal(found.Layers[0], (string)line["layers"]![0]!);
    }

    [Fact]
    public void A_loss_far_above_that_of_one_who_guesses()
    {
        Diagnostic found = Assert.Single(Said(Plain(), Usual with { LearningRate = 50 }), found => found.Id == "BN051");

        Assert.InRange(found.Measured["times"], 3, double.MaxValue);
        Assert.Empty(found.Layers);
        Assert.StartsWith("warning BN051: at step ", found.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Accumulation_over_small_batches_and_too_few_steps()
    {
        TrainerOptions options = Usual with { BatchSize = 4, AccumulationSteps = 64, Recalibrate = false };

        IReadOnlyList<Diagnostic> said = Said(Model(), options);

        Assert.Equal(["BN002", "BN006", "BN007"], said.Select(found => found.Id).Take(3));
    }

    [Fact]
    public void Recomputed_activations_that_update_the_statistics_twice()
    {
        var norm = new BatchNorm(8);
        var model = new Sequential(
            ("flatten", new Flatten()), ("fc1", new Linear(64, 8, bias: false)), ("again", new Recomputed(norm)),
            ("fc2", new Linear(8, 3)));
        model.Initialize(1);

        Diagnostic found = Assert.Single(Said(model, Usual), found => found.Id == "BN055");

        Assert.Equal(2, found.Measured["times"]);
        Assert.Equal("again.norm", Assert.Single(found.Layers));
        Assert.Equal(8, found.Step);
    }

    [Fact]
    public void Accumulated_batches_do_not_count_as_recomputed()
        => Assert.DoesNotContain(Said(Model(), Usual with { AccumulationSteps = 4 }), found => found.Id == "BN055");

    [Fact]
    public void Channels_that_die()
    {
        Sequential model = Model();
        ((BatchNorm)model.NamedModules().First(entry => entry.Name == "bn1").Module).Gamma!.AsSpan()[..8].Clear();
        model.FreezeAffine(new LayerPattern("bn1"));
        model.FreezeStatistics(new LayerPattern("bn1"));

        Diagnostic found = Assert.Single(Said(model, Usual), found => found.Id != "BN011");

        Assert.Equal("BN052 bn1", $"{found.Id} {string.Join(',', found.Layers)}");
        Assert.Equal(8 / 24.0, found.Measured["share"], 6);
    }

    [Fact]
    public void A_loss_that_does_not_move()
    {
        Sequential model = Plain();
        foreach ((_, Autograd.Parameter parameter) in model.NamedParameters())
        {
            parameter.AsSpan().Clear();
        }

        Diagnostic found = Assert.Single(Said(model, Usual with { BatchSize = 8, LearningRate = 1e-6 }));

        Assert.Equal("BN054", found.Id);
        Assert.Equal(200, found.Step);
    }

    [Fact]
    public void Ranks_with_unequal_shares_and_ranks_whose_statistics_are_apart()
    {
        var listeners = new Listener[2];
        ThreadRanks.Run(2, reducer =>
        {
            listeners[reducer.Rank] = new Listener();
            DataSplit data = TinyTask.Data(2000, 100);
            new Trainer(Model(newWeight: 0.9), Usual with { BatchSize = 5, LastBatch = LastBatch.Even }) { Reducer = reducer }
                .Fit(data, listeners[reducer.Rank]);
        });

        Assert.All(listeners, listener => Assert.Contains(listener.InFirstEpoch, found => found.Id == "BN057"));
        Assert.All(listeners, listener => Assert.Contains(listener.InFirstEpoch, found => found.Id == "BN058"));
    }

    [Fact]
    public void Ranks_with_equal_shares_are_left_alone()
    {
        var listener = new Listener();
        ThreadRanks.Run(2, reducer => new Trainer(Model(), Usual with { BatchSize = 64 }) { Reducer = reducer }
            .Fit(TinyTask.Data(2048, 100), reducer.Rank == 0 ? listener : null));

        Assert.Empty(listener.InFirstEpoch);
    }

    [Fact]
    public void Findings_stand_in_metrics_and_summary_and_are_told_once_by_a_run_that_is_continued()
    {
        string run = _folder.File("run");
        TrainerOptions options = Usual with { Epochs = 2, OutputFolder = run };
        using var stop = new CancellationTokenSource();
        Assert.Throws<TrainingInterruptedException>(() => new Trainer(Frozen(), options).Fit(
            TinyTask.Data(2000, 100), new AfterStep(20, stop.Cancel), stop.Token));

        TrainingSummary summary = new Trainer(Frozen(), options with { Resume = true }).Fit(TinyTask.Data(2000, 100));

        Assert.Equal("BN053", Assert.Single(summary.Diagnostics).Id);
        JsonObject line = Assert.Single(JsonLinesFile.Read(Path.Combine(run, "metrics.jsonl")), line => (string)line["kind"]! == "finding");
        Assert.Equal("BN053 8 1", $"{line["id"]} {line["step"]} {line["epoch"]}");
        using RunFolder folder = RunFolder.Open(run);
        Diagnostic kept = Assert.Single(TrainingSummary.FromJson(run, folder.ReadSummary()).Diagnostics);
        Assert.Equal(summary.Diagnostics[0].ToString(), kept.ToString());
        Assert.Equal(8, kept.Measured["step"]);
    }

    [Fact]
    public void What_is_silenced_is_not_said()
        => Assert.Empty(Said(Frozen(), Usual with { Checks = new CheckOptions { Silenced = ["bn053"] } }));

    private static Sequential Frozen()
    {
        Sequential model = Model();
        model.FreezeAffine(new LayerPattern("bn1"));
        return model;
    }

    private static List<Diagnostic> Said(Module model, TrainerOptions options)
    {
        var listener = new Listener();
        new Trainer(model, options).Fit(TinyTask.Data(3200, 100), listener);
        return listener.InFirstEpoch;
    }

    /// <summary>Two batch normalizations, of which the second is given what moves fast.</summary>
    private static Sequential Model(double newWeight = 0.1)
    {
        var model = new Sequential(
            ("flatten", new Flatten()),
            ("fc1", new Linear(64, 16, bias: false)),
            ("bn1", new BatchNorm(16, new BatchNormOptions { NewStatisticWeight = newWeight })),
            ("relu1", new Relu()),
            ("fc2", new Linear(16, 8, bias: false)),
            ("bn2", new BatchNorm(8)),
            ("relu2", new Relu()),
            ("fc3", new Linear(8, 3)));
        model.Initialize(3);
        return model;
    }

    /// <summary>A layer whose outputs nothing bounds, and a batch normalization after the next.</summary>
    private static Sequential NormalisedLate()
    {
        var model = new Sequential(
            ("flatten", new Flatten()),
            ("fc1", new Linear(64, 64)),
            ("relu1", new Relu()),
            ("fc2", new Linear(64, 64)),
            ("relu2", new Relu()),
            ("fc3", new Linear(64, 32, bias: false)),
            ("bn", new BatchNorm(32)),
            ("relu3", new Relu()),
            ("fc4", new Linear(32, 3)));
        model.Initialize(3);
        return model;
    }

    private static Sequential Plain()
    {
        var model = new Sequential(
            ("flatten", new Flatten()), ("fc1", new Linear(64, 16)), ("relu1", new Relu()), ("fc2", new Linear(16, 3)));
        model.Initialize(3);
        return model;
    }

    /// <summary>Computes its layer twice in training, as activations that are not kept for the backward pass are.</summary>
    private sealed class Recomputed : Module
    {
        private readonly BatchNorm _norm;

        public Recomputed(BatchNorm norm) => _norm = AddChild("norm", norm);

        protected override Tensor OnForward(Tensor x)
        {
            if (IsTraining)
            {
                _norm.Forward(x);
            }

            return _norm.Forward(x);
        }
    }
}
