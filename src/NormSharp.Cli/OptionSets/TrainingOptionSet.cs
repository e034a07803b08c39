using System.CommandLine;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Data;
using NormSharp.Training;

namespace NormSharp.Cli.OptionSets;

/// <summary>The options of <c>train</c> that become <see cref="TrainerOptions"/>.</summary>
internal sealed class TrainingOptionSet
{
    private readonly Option<int?> _epochs = NumberOption.AtLeast(
        "--epochs", 1, "How often the training images are gone through. Default: 10.");
    private readonly Option<double?> _learningRate = NumberOption.NotNegative(
        "--lr", "Learning rate. Default: 1 for lenet-bn, 0.3 for lenet, 0.05 elsewhere; 0.001 with Adam.");
    private readonly Option<int?> _batchSize = NumberOption.AtLeast("--batch-size", 1, "Images that pass at once, at most. Default: 256.");
    private readonly Option<int?> _accumulate = NumberOption.AtLeast(
        "--accumulate", 1, "Batches whose gradients a step averages, for large steps in little memory. Default: 1.");
    private readonly Option<LastBatch?> _lastBatch = Choices.LastBatch.Option(
        "--last-batch",
        "What does not fill a batch makes all of an epoch's batches equally large (even), a last short one, or is dropped. Default: even.");
    private readonly Option<ulong?> _seed = NumberOption.Seed(
        "--seed", "What weights, order, augmentation and dropout are drawn from. Default: 1.");
    private readonly Option<int?> _threads = NumberOption.AtLeast(
        "--threads", 1, "Threads that compute; the result does not depend on it. Default: every core.");
    private readonly Option<OptimizerKind?> _optimizer = Choices.Optimizer.Option("--optimizer", "Default: sgd.");
    private readonly Option<double?> _momentum = NumberOption.Fraction(
        "--momentum", "Momentum of SGD. Default: 0 for LeNet, 0.9 elsewhere.");
    private readonly Option<bool> _nesterov = Flag("--nesterov", "Let the momentum look ahead.");
    private readonly Option<double?> _weightDecay = NumberOption.NotNegative(
        "--weight-decay", "L2 penalty on weights (not on γ, β and biases). Default: 0.");
    private readonly Option<ScheduleKind?> _schedule = Choices.Schedule.Option(
        "--schedule", "Course of the learning rate. Default: constant.");
    private readonly Option<double?> _warmUp = NumberOption.NotNegative(
        "--warm-up", "Epochs in which the rate rises from near 0. Default: 0.", "EPOCHS");
    private readonly Option<int?> _stepEpochs = NumberOption.AtLeast(
        "--step-epochs", 1, "Schedule step: epochs between two reductions. Default: 10.");
    private readonly Option<double?> _stepFactor = NumberOption.Positive(
        "--step-factor", "Schedule step: the factor of a reduction. Default: 0.1.");
    private readonly Option<double?> _labelSmoothing = NumberOption.Fraction(
        "--label-smoothing", "Share of the target spread over all classes. Default: 0.");
    private readonly Option<double?> _clip = NumberOption.Positive("--clip", "Largest norm that the gradient may have. Default: no limit.");
    private readonly Option<bool> _normalize = Flag("--normalize", "Centre and scale pixels with the training set's mean and deviation.");
    private readonly Option<Augmentation?> _augment = AugmentOption.Create();
    private readonly Option<bool> _noRecalibrate = Flag("--no-recalibrate", "Keep the running statistics as trained.");
    private readonly Option<bool> _recalibrateEachEpoch = Flag(
        "--recalibrate-each-epoch", "Also tell after each epoch what recalibration would give.");
    private readonly Option<AveragingOptions?> _average = AverageOption.Create();
    private readonly Option<double?> _validation = NumberOption.Fraction(
        "--validation", "Share of the training images, class by class, that epochs are judged by; the test images wait. Default: 0.");
    private readonly Option<int?> _patience = NumberOption.AtLeast(
        "--patience", 1, "End after N epochs without a better validation accuracy; model-best is kept. Default: all epochs.");
    private readonly Option<ClassBalance?> _balance = Choices.Balance.Option(
        "--balance", "Uneven classes: weight the loss by class, or draw every class equally often. Default: none.");
    private readonly Option<int?> _headFirst = NumberOption.AtLeast(
        "--head-first", 0, "First epochs in which the last layer alone learns, statistics recalibrated. Default: a fifth where it is new.");
    private readonly Option<bool> _strict = Flag("--strict", "Refuse the training (exit code 1) where the checks before it would warn.");
    private readonly Option<int?> _checkpointEvery = NumberOption.AtLeast(
        "--checkpoint-every", 1, "Write a checkpoint every N steps, beside the one after each epoch.");

    /// <summary>How long and on what terms.</summary>
    public IReadOnlyList<Option> Course =>
        [_epochs, _learningRate, _batchSize, _accumulate, _lastBatch, _validation, _patience, _balance, _seed, _threads];

    /// <summary>How images are prepared.</summary>
    public IReadOnlyList<Option> Images => [_normalize, _augment];

    /// <summary>How gradients become steps.</summary>
    public IReadOnlyList<Option> Optimization =>
        [_optimizer, _momentum, _nesterov, _weightDecay, _schedule, _warmUp, _stepEpochs, _stepFactor, _labelSmoothing, _clip, _average];

    /// <summary>How a trained network is trained on.</summary>
    public IReadOnlyList<Option> Transfer => [_headFirst];

    /// <summary>What happens to the running statistics.</summary>
    public IReadOnlyList<Option> Recalibration => [_noRecalibrate, _recalibrateEachEpoch];

    /// <summary>How much warnings count.</summary>
    public IReadOnlyList<Option> Checks => [_strict];

    /// <summary>What is kept on the way.</summary>
    public IReadOnlyList<Option> Checkpoints => [_checkpointEvery];

    /// <summary>The optimizer that the command line names; null when it is silent.</summary>
    public OptimizerKind? Optimizer(ParseResult parsed) => parsed.GetValue(_optimizer);

    /// <summary>Whether the command line names a warm-up.</summary>
    public bool HasWarmUp(ParseResult parsed) => parsed.IsGiven(_warmUp);

    /// <summary>The base with what was given on the command line.</summary>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    public TrainerOptions Read(ParseResult parsed, TrainerOptions basis)
    {
        TrainerOptions options = basis with
        {
            Epochs = parsed.GetValue(_epochs) ?? basis.Epochs,
            LearningRate = parsed.GetValue(_learningRate) ?? basis.LearningRate,
            BatchSize = parsed.GetValue(_batchSize) ?? basis.BatchSize,
            AccumulationSteps = parsed.GetValue(_accumulate) ?? basis.AccumulationSteps,
            Averaging = parsed.GetValue(_average) ?? basis.Averaging,
            Checks = basis.Checks with { Strict = parsed.GetValue(_strict) || basis.Checks.Strict },
            ValidationShare = parsed.GetValue(_validation) ?? basis.ValidationShare,
            Patience = parsed.GetValue(_patience) ?? basis.Patience,
            HeadFirstEpochs = parsed.GetValue(_headFirst) ?? basis.HeadFirstEpochs,
            WeightClasses = parsed.GetValue(_balance) is { } weighted ? weighted == ClassBalance.Weights : basis.WeightClasses,
            SampleClassesEvenly =
                parsed.GetValue(_balance) is { } sampled ? sampled == ClassBalance.Sampling : basis.SampleClassesEvenly,
            Seed = parsed.GetValue(_seed) ?? basis.Seed,
            Threads = parsed.GetValue(_threads) ?? basis.Threads,
            Optimizer = basis.Optimizer with
            {
                Kind = parsed.GetValue(_optimizer) ?? basis.Optimizer.Kind,
                Momentum = parsed.GetValue(_momentum) ?? basis.Optimizer.Momentum,
                Nesterov = parsed.GetValue(_nesterov) || basis.Optimizer.Nesterov,
                WeightDecay = parsed.GetValue(_weightDecay) ?? basis.Optimizer.WeightDecay,
            },
            Schedule = basis.Schedule with
            {
                Kind = parsed.GetValue(_schedule) ?? basis.Schedule.Kind,
                WarmupEpochs = parsed.GetValue(_warmUp) ?? basis.Schedule.WarmupEpochs,
                StepEpochs = parsed.GetValue(_stepEpochs) ?? basis.Schedule.StepEpochs,
                StepFactor = parsed.GetValue(_stepFactor) ?? basis.Schedule.StepFactor,
            },
            LabelSmoothing = parsed.GetValue(_labelSmoothing) ?? basis.LabelSmoothing,
            GradientClip = parsed.GetValue(_clip) ?? basis.GradientClip,
            LastBatch = parsed.GetValue(_lastBatch) ?? basis.LastBatch,
            NormalizeInput = parsed.GetValue(_normalize) || basis.NormalizeInput,
            Augmentation = parsed.GetValue(_augment) ?? basis.Augmentation,
            Recalibrate = !parsed.GetValue(_noRecalibrate) && basis.Recalibrate,
            RecalibrateEachEpoch = parsed.GetValue(_recalibrateEachEpoch) || basis.RecalibrateEachEpoch,
            CheckpointEverySteps = parsed.GetValue(_checkpointEvery) ?? basis.CheckpointEverySteps,
        };
        CheckUsed(parsed, options);
        try
        {
            options.Check();
            return options;
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(exception.Message, exception);
        }
    }

    /// <summary>An option that has no effect is a mistake of whoever gave it.</summary>
    private void CheckUsed(ParseResult parsed, TrainerOptions options)
    {
        Option[] idle =
        [
            .. options.Optimizer.Kind == OptimizerKind.Sgd ? Array.Empty<Option>() : [_momentum, _nesterov],
            .. options.Schedule.Kind == ScheduleKind.Step ? Array.Empty<Option>() : [_stepEpochs, _stepFactor],
        ];
        if (idle.FirstOrDefault(option => parsed.IsGiven(option)) is { } useless)
        {
            string needed = useless == _momentum || useless == _nesterov ? "--optimizer sgd" : "--schedule step";
            throw new UsageException($"{useless.Name} was given, but it has an effect only with {needed}");
        }
    }

    private static Option<bool> Flag(string name, string description)
        => new(name) { Description = description, Arity = ArgumentArity.Zero };
}
