using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Models;

namespace NormSharp.Training.Tests.Checks;

public sealed class TrainingChecksTests
{
    // Nothing to complain of: no bias in front, 20 images a batch, enough steps.
    private static readonly TrainerOptions Sound = new() { BatchSize = 20, Epochs = 3, Threads = 1 };

    public static TheoryData<string> CatalogModels()
        => [.. ModelCatalog.Names.Where(name => ModelCatalog.UsualInput(name).Height <= 32)];

    [Fact]
    public void A_sound_model_gives_no_finding() => Assert.Empty(Found(Model(), Sound));

    [Theory]
    [MemberData(nameof(CatalogModels))]
    public void Models_of_the_catalogue_are_sound_but_for_lenets_textbook_biases(string name)
    {
        var images = new InMemoryImageSet("images", new ImageShape(1, 28, 28), ["a", "b"], new byte[100 * 784], new byte[100]);

        IReadOnlyList<Diagnostic> found = TrainingChecks.Run(ModelCatalog.Create(name, new ModelOptions()), images, Sound);

        Assert.Equal(name == "lenet-bn" ? ["BN005 conv1,conv2,fc1,fc2"] : [], Short(found));
        Assert.Empty(TrainingChecks.Run(ModelCatalog.Create(name, new ModelOptions { Bias = false }), images, Sound));
    }

    [Theory]
    [InlineData(LastBatch.Short, 61, 20, "BN001 bn2")]
    [InlineData(LastBatch.Short, 62, 20, "")]
    [InlineData(LastBatch.Short, 60, 20, "")]
    [InlineData(LastBatch.Even, 61, 20, "")]
    [InlineData(LastBatch.Drop, 61, 20, "")]
    [InlineData(LastBatch.Even, 40, 1, "BN001 bn2;BN002 bn1,bn2")]
    public void BN001_one_value_per_channel_behind_a_linear_layer_but_not_behind_a_convolution(
        LastBatch last, int images, int batch, string expected) =>
        Assert.Equal(expected, Joined(Found(Model(), Sound with { LastBatch = last, BatchSize = batch }, images)));

    [Theory]
    [InlineData(LastBatch.Short, 3, 32, "BN001 bn2;BN006 bn1,bn2")]
    [InlineData(LastBatch.Short, 2, 32, "BN006 bn1,bn2")]
    public void BN001_and_BN006_look_at_the_parts_of_a_step(LastBatch last, int accumulate, int batch, string expected) =>
        Assert.Equal(
            expected, Joined(Found(Model(), Sound with { LastBatch = last, BatchSize = batch, AccumulationSteps = accumulate }, 97)));

    [Fact]
    public void BN001_is_what_then_stops_the_training()
    {
        TrainerOptions options = Sound with { LastBatch = LastBatch.Short, Epochs = 1 };
        var trainer = new Trainer(Model(), options);

        Assert.Contains(
            "one value per channel",
            Assert.ThrowsAny<Exception>(() => trainer.Fit(TinyTask.Data(train: 61))).Message,
            StringComparison.Ordinal);

        Assert.Equal(["BN001 bn2"], Short(trainer.Diagnostics));
    }

    [Theory]
    [InlineData(15, 100, "BN002 bn1,bn2")]
    [InlineData(16, 100, "")]
    [InlineData(256, 15, "BN002 bn1,bn2")]
    [InlineData(256, 16, "")]
    public void BN002_batches_below_16(int batch, int images, string expected) =>
        Assert.Equal(expected, Joined(Found(Model(), Sound with { BatchSize = batch }, images)));

    [Fact]
    public void BN002_does_not_concern_networks_without_batch_normalization_or_with_frozen_statistics()
    {
        Sequential frozen = Model();
        foreach (BatchNorm norm in Norms(frozen))
        {
            norm.FreezesStatistics = true;
            norm.RunningMean!.AsSpan().Fill(0.5f);
        }

        TrainerOptions small = Sound with { BatchSize = 2 };
        Assert.Empty(Found(frozen, small));
        Assert.Empty(Found(new Sequential(new Flatten(), new Linear(64, 3)), small));
    }

    [Fact]
    public void BN003_dropout_anywhere_in_front()
    {
        Assert.Equal(["BN003 bn2"], Short(Found(Model(dropout: new Dropout(0.2)), Sound)));
        Assert.Empty(Found(Model(dropout: new Dropout(0)), Sound));
        var behind = new Sequential(new Flatten(), new Linear(64, 4, bias: false), new BatchNorm(4), new Dropout(0.5), new Linear(4, 3));
        Assert.Empty(Found(behind, Sound));
    }

    [Fact]
    public void BN003_dropout_beside_a_normalization_is_not_in_front_of_it_but_its_sum_is()
    {
        Module Block(Module? after) => new Sequential(
            ("block", new Residual(
                new Sequential(new Dropout(0.5), Convolution(1, 4)),
                new Sequential(("conv", Convolution(1, 4)), ("beside", new BatchNorm(4))))),
            ("after", after ?? new Relu()),
            ("flatten", new Flatten()),
            ("fc", new Linear(4 * 36, 3)));

        Assert.Empty(Found(Block(null), Sound));
        Assert.Equal(["BN003 after"], Short(Found(Block(new BatchNorm(4)), Sound)));
    }

    [Fact]
    public void BN004_decay_of_gamma_and_beta()
    {
        TrainerOptions all = Sound with { Optimizer = new OptimizerOptions { WeightDecay = 1e-4, DecayNormalizationAndBias = true } };
        Sequential frozen = Model();
        Norms(frozen)[0].Freeze();

        Assert.Equal(["BN004 bn1,bn2"], Short(Found(Model(), all)));
        Assert.Equal(["BN004 bn2"], Short(Found(frozen, all)));
        Assert.Empty(Found(Model(), all with { Optimizer = all.Optimizer with { DecayNormalizationAndBias = false } }));
        Assert.Empty(Found(Model(), all with { Optimizer = all.Optimizer with { WeightDecay = 0 } }));
    }

    [Fact]
    public void BN005_a_bias_that_the_mean_takes_away()
    {
        Assert.Equal(["BN005 conv,fc1"], Short(Found(Model(bias: true), Sound)));

        // With an activation in between, or where a shortcut uses the convolution's output too, the bias is not redundant.
        Module[] head = [new Flatten(), new Linear(4 * 36, 3)];
        Assert.Empty(Found(new Sequential([new Conv2d(1, 4, 3), new Relu(), new BatchNorm(4), .. head]), Sound));
        Assert.Empty(
            Found(new Sequential([new Conv2d(1, 4, 3), new Residual(new Sequential(new BatchNorm(4), new Relu())), .. head]), Sound));
    }

    [Fact]
    public void BN005_is_silent_where_a_linear_bias_runs_along_another_dimension()
    {
        // [N, 1, 8, 8] → [N, 1, 8, 5]: the bias belongs to the last dimension, the statistics to the second.
        var model = new Sequential(new Linear(8, 5), new BatchNorm(1), new Flatten(), new Linear(40, 3));

        Assert.Empty(Found(model, Sound));
    }

    [Fact]
    public void BN005_follows_the_channels_and_wrapped_weights()
    {
        var last = new BatchNormOptions { Axis = -1 };
        Module[] head = [new Flatten(), new Linear(40, 3)];

        Assert.Equal(["BN005 0"], Short(Found(new Sequential([new Linear(8, 5), new BatchNorm(5, last), .. head]), Sound)));
        Assert.Empty(Found(new Sequential([new Conv2d(1, 1, (1, 4)), new BatchNorm(5, last), .. head]), Sound));
        Assert.Equal(
            ["BN005 0"],
            Short(Found(new Sequential([new WeightNorm(new Conv2d(1, 1, (1, 4))), new BatchNorm(1), .. head]), Sound)));
        Assert.Equal(
            ["BN005 1"],
            Short(Found(new Sequential(new Flatten(), new SpectralNorm(new Linear(64, 5)), new BatchNorm(5), new Linear(5, 3)), Sound)));
    }

    [Fact]
    public void The_family_of_batch_normalization_is_judged_by_what_each_does()
    {
        Sequential With(BatchNorm norm) => new(new Flatten(), new Linear(64, 5, bias: false), norm, new Linear(5, 3));
        TrainerOptions small = Sound with { BatchSize = 8 };
        TrainerOptions accumulated = Sound with { BatchSize = 32, AccumulationSteps = 3 };

        Assert.Equal(["BN002 2"], Short(Found(With(new GhostBatchNorm(5, 8)), Sound)));
        Assert.Empty(Found(With(new GhostBatchNorm(5, 16)), Sound));
        Assert.Empty(Found(With(new GhostBatchNorm(5, 16)), accumulated, 96));
        Assert.Equal(["BN006 2"], Short(Found(With(new GhostBatchNorm(5, 64)), accumulated, 96)));
        Assert.Empty(Found(With(new BatchRenorm(5)), small));
        Assert.Equal(["BN002 2"], Short(Found(With(new DomainBatchNorm(5, ["a", "b"])), small)));
        Assert.Empty(Found(new Sequential(new Flatten(), new Linear(64, 5), new FrozenBatchNorm(5), new Linear(5, 3)), small));
    }

    [Fact]
    public void BN006_statistics_of_a_part_of_the_step()
    {
        Diagnostic found = Assert.Single(Found(Model(), Sound with { AccumulationSteps = 4 }, 160));

        Assert.Equal("BN006", found.Id);
        Assert.Contains("of 20 images, not of the 80 of a step", found.Message, StringComparison.Ordinal);
        Assert.Contains("Ghost batch normalization", found.Advice, StringComparison.Ordinal);
        Assert.Empty(Found(Model(), Sound with { AccumulationSteps = 4 }, 20));
    }

    [Theory]
    [InlineData(43, 0.1, false, "BN007 bn1,bn2")]
    [InlineData(44, 0.1, false, "")]
    [InlineData(43, 0.1, true, "")]
    [InlineData(1, null, false, "")]
    public void BN007_steps_that_do_not_reach_the_running_statistics(int epochs, double? weight, bool recalibrate, string expected)
    {
        // One step an epoch; 0.9⁴⁴ is the first power below 0.01.
        Sequential model = Model(norm: new BatchNormOptions { NewStatisticWeight = weight });

        Assert.Equal(expected, Joined(Found(model, Sound with { Epochs = epochs, Recalibrate = recalibrate }, images: 20)));
    }

    [Fact]
    public void BN007_does_not_concern_a_model_that_was_trained_before()
    {
        Sequential model = Model();
        new Trainer(model, Sound with { Epochs = 1, Recalibrate = false }).Fit(TinyTask.Data());

        Assert.Empty(Found(model, Sound with { Epochs = 1, Recalibrate = false }));
    }

    [Fact]
    public void BN008_and_BN009_a_normalization_too_many()
    {
        var model = new Sequential(
            new Flatten(),
            new Linear(64, 4, bias: false),
            new BatchNorm(4),
            new BatchNorm(4),
            new Relu(),
            new Linear(4, 3, bias: false),
            new BatchNorm(3));

        Assert.Equal(["BN008 6", "BN009 3"], Short(Found(model, Sound)));
    }

    [Fact]
    public void BN010_no_running_statistics() => Assert.Equal(
        ["BN010 bn1,bn2"], Short(Found(Model(norm: new BatchNormOptions { TrackRunningStatistics = false }), Sound)));

    [Fact]
    public void BN011_frozen_before_anything_was_seen()
    {
        Sequential model = Model();
        Norms(model)[1].FreezesStatistics = true;
        Assert.Equal(["BN011 bn2"], Short(Found(model, Sound)));

        Norms(model)[1].RunningVariance!.AsSpan()[0] = 2;
        Assert.Empty(Found(model, Sound));
    }

    [Theory]
    [InlineData(0.9, "NewStatisticWeight = 0.1")]
    [InlineData(0.99, "NewStatisticWeight = 0.01")]
    [InlineData(0.5, null)]
    public void BN012_momentum_of_the_other_convention(double weight, string? advice)
    {
        IReadOnlyList<Diagnostic> found = Found(Model(norm: new BatchNormOptions { NewStatisticWeight = weight }), Sound);

        Assert.Equal(advice is null ? [] : ["BN012 bn1,bn2"], Short(found));
        Assert.All(found, diagnostic => Assert.EndsWith(advice!, diagnostic.Advice, StringComparison.Ordinal));
    }

    [Fact]
    public void Silenced_findings_are_left_out_and_unknown_ids_do_no_harm()
    {
        TrainerOptions options = Sound with { BatchSize = 4 };

        Assert.Equal(["BN002 bn1,bn2", "BN005 conv,fc1"], Short(Found(Model(bias: true), options)));
        Assert.Equal(
            ["BN005 conv,fc1"],
            Short(Found(Model(bias: true), options with { Checks = new CheckOptions { Silenced = ["bn002", "BN999"] } })));
    }

    [Fact]
    public void Strict_checks_refuse_the_training_before_anything_is_written()
    {
        using var folder = new TemporaryFolder();
        string run = folder.File("run");
        TrainerOptions strict = Sound with { OutputFolder = run, Epochs = 1, Checks = new CheckOptions { Strict = true } };

        var refused = Assert.Throws<ChecksFailedException>(() => new Trainer(Model(bias: true), strict).Fit(TinyTask.Data()));

        Assert.Equal(DiagnosticSeverity.Error, Assert.Single(refused.Diagnostics).Severity);
        Assert.Contains("error BN005 conv, fc1: ", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.False(Directory.Exists(run));
        new Trainer(Model(), strict).Fit(TinyTask.Data());
    }

    [Fact]
    public void The_observer_hears_the_findings_before_the_first_step_and_the_check_changes_no_bit_of_the_result()
    {
        var observer = new AfterStep(0, () => { });
        Sequential told = TinyTask.Model();
        Sequential silent = TinyTask.Model();

        new Trainer(told, TinyTask.Options()).Fit(TinyTask.Data(), observer);
        new Trainer(
            silent,
            TinyTask.Options() with { Checks = new CheckOptions { Silenced = [.. TrainingChecks.Catalog.Select(entry => entry.Id)] } })
            .Fit(TinyTask.Data());

        Assert.Equal(["BN003 bn2", "BN005 conv,fc1"], Short(observer.Start!.Diagnostics));
        TinyTask.AssertSameBits(silent, told);
    }

    [Fact]
    public void A_finding_is_one_line_that_names_at_most_five_layers()
    {
        var many = new Diagnostic("BN005", DiagnosticSeverity.Warning, ["a", "b", "c", "d", "e", "f", "g"], "what", "how");

        Assert.Equal("warning BN005 a, b, c, d, e and 2 more: what; how", many.ToString());
        Assert.Equal("error BN005 a, b: what; how", (many with { Layers = ["a", "b"], Severity = DiagnosticSeverity.Error }).ToString());
        Assert.Equal(7, many.ToJson()["layers"]!.AsArray().Count);
    }

    private static Conv2d Convolution(int inChannels, int outChannels, bool bias = false) =>
        new(inChannels, outChannels, 3, new Conv2dOptions { Bias = bias });

    private static Sequential Model(bool bias = false, Module? dropout = null, BatchNormOptions? norm = null) => new(
        ("conv", Convolution(1, 4, bias)),
        ("bn1", new BatchNorm(4, norm)),
        ("relu", new Relu()),
        ("between", dropout ?? new Relu()),
        ("flatten", new Flatten()),
        ("fc1", new Linear(4 * 36, 8, bias)),
        ("bn2", new BatchNorm(8, norm)),
        ("tanh", new Tanh()),
        ("fc2", new Linear(8, 3)));

    private static List<BatchNorm> Norms(Module model) => [.. model.NamedModules().Select(entry => entry.Module).OfType<BatchNorm>()];

    private static IReadOnlyList<Diagnostic> Found(Module model, TrainerOptions options, int images = 100) =>
        TrainingChecks.Run(model, TinyTask.Set("tiny", images, 1), options);

    private static IEnumerable<string> Short(IEnumerable<Diagnostic> diagnostics) =>
        diagnostics.Select(diagnostic => $"{diagnostic.Id} {string.Join(',', diagnostic.Layers)}");

    private static string Joined(IEnumerable<Diagnostic> diagnostics) => string.Join(';', Short(diagnostics));
}
