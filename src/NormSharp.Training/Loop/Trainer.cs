using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Synchronization;

namespace NormSharp.Training;

/// <summary>
/// Trains a classifier of images: epochs of shuffled batches, evaluation after each, and recalibration of the batch
/// normalizations at the end.
/// </summary>
/// <remarks>
/// Every random choice is a function of seed, epoch, step and layer. The same seed gives the same weights bit for bit, on any
/// number of threads, and also when the training was stopped or killed and continued.
/// </remarks>
public sealed class Trainer
{
    /// <summary>Prepares a training; nothing is read or written yet.</summary>
    /// <param name="model">Takes [N, C, H, W] and gives logits [N, classes]; trained in place.</param>
    /// <param name="options">How to train.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message names it, its value and what is expected.</exception>
    public Trainer(Module model, TrainerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Options = options ?? new TrainerOptions();
        Options.Check();
        Model = model;
    }

    /// <summary>The network.</summary>
    public Module Model { get; }

    /// <summary>How to train.</summary>
    public TrainerOptions Options { get; }

    /// <summary>
    /// What the caller wants to find in <c>run.json</c> under <c>caller</c>, for example how to open the data again.
    /// </summary>
    public JsonObject? Caller { get; init; }

    /// <summary>
    /// How pixels are centred and scaled where <see cref="TrainerOptions.NormalizeInput"/> does not ask for the training set's own
    /// statistics: what a model that is trained further was made for. Null for v/255.
    /// </summary>
    public Normalization? Normalization { get; init; }

    /// <summary>
    /// What computes; the CPU with <see cref="TrainerOptions.Threads"/> when null. The model's parameters are in its memory while
    /// <see cref="Fit"/> runs, and the host's again after it. It stays the caller's.
    /// </summary>
    /// <remarks>
    /// Files and snapshots hold float32. A training in double that is continued from a checkpoint therefore begins from rounded numbers.
    /// </remarks>
    public Backend? Backend { get; init; }

    /// <summary>
    /// What joins this training with those of other ranks. All have the same model, options and images; each learns from its share of
    /// every batch, and the gradients are those of the whole batch.
    /// </summary>
    /// <remarks>
    /// A <see cref="SyncBatchNorm"/> of the model gets this reducer, and then normalizes by the whole batch. Other normalizations see a
    /// shard of it, and their running statistics are averaged over the shards after each epoch, each weighted by its images. Evaluation and
    /// recalibration are shared out. Only rank 0 writes a run folder, and only it needs to see one that is continued, on as many ranks as
    /// there are or fewer than <see cref="TrainerOptions.Shards"/>. All stop at the same step when one is cancelled.
    /// </remarks>
    public IReducer Reducer { get; init; } = SoloReducer.Instance;

    /// <summary>
    /// Writes what else belongs to the run folder, on the first rank. A run that is killed before its summary is written does it again.
    /// </summary>
    internal Action<TrainingSummary>? BeforeFinish { get; init; }

    /// <summary>
    /// By which another thread has a checkpoint of the last step written while the next goes on; on all ranks or on none.
    /// </summary>
    internal UrgentCheckpoint? Urgent { get; init; }

    /// <summary>
    /// Image size, normalization and class names, as the model file will hold them; null before <see cref="Fit"/> has seen the data.
    /// </summary>
    public ModelInput? Input { get; private set; }

    /// <summary>What the checks before the first step found in the last <see cref="Fit"/>, by id; empty before.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; private set; } = [];

    /// <summary>
    /// The averaged weights with statistics of their own, after a <see cref="Fit"/> whose options ask for averaging:
    /// <c>trainer.Averaged.CopyTo(model)</c> makes them the model's. Null without averaging.
    /// </summary>
    public ModelSnapshot? Averaged { get; private set; }

    /// <summary>
    /// Trains to the end, or continues the run in the output folder when the options say so. A run that is finished already only
    /// has its final model loaded and its summary returned. The model is in evaluation mode afterwards.
    /// </summary>
    /// <param name="data">Images to learn from, and images to test with.</param>
    /// <param name="observer">Hears how it goes.</param>
    /// <param name="cancellationToken">Stops at the next step, with a checkpoint where there is a run folder.</param>
    /// <exception cref="TrainingInterruptedException">It was asked to stop; the message says how to continue.</exception>
    /// <exception cref="ChecksFailedException">
    /// The options are strict and the checks before training found something; nothing was written.
    /// </exception>
    /// <exception cref="TrainingDivergedException">NaN or infinity appeared; the last checkpoint is good.</exception>
    /// <exception cref="NormSharpException">
    /// The data does not fit the model or cannot be read; the output folder holds a run already, or the run to be continued is
    /// another one or damaged; or ranks differ in their models or options, or are more than a step has images.
    /// </exception>
    /// <exception cref="Synchronization.RankFailedException">Another rank failed or left.</exception>
    /// <exception cref="FileWriteException">The run folder cannot be written to.</exception>
    public TrainingSummary Fit(DataSplit data, ITrainingObserver? observer = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        observer = Progress is null ? observer : new ProgressObserver(Progress, observer);
        Communicator ranks = Communicator.Of(Reducer);
        if (Backend is not null)
        {
            return FitOn(data, ranks, Backend, observer, cancellationToken);
        }

        // Ranks of one machine share its cores.
        using var backend = new CpuBackend(
            Options.Threads > 0 ? Options.Threads : Math.Max(1, Environment.ProcessorCount / ranks.RanksOfMachine));
        return FitOn(data, ranks, backend, observer, cancellationToken);
    }

    /// <summary>Told what each epoch showed, beside the observer of a training; null for none.</summary>
    public IProgress<EpochMetrics>? Progress { get; init; }

    /// <summary>The trained network with what it must know of its images, to be asked or saved.</summary>
    /// <exception cref="InvalidOperationException">Nothing was trained yet.</exception>
    public Predictor CreatePredictor()
        => new(Model, Input ?? throw new InvalidOperationException("call Fit first: the model has not seen any data"));

    private TrainingSummary FitOn(
        DataSplit data, Communicator ranks, Backend backend, ITrainingObserver? observer, CancellationToken cancellationToken)
    {
        TrainerOptions options = RankOptions.Of(Options, ranks);
        data = Parts(data, options);
        JsonObject? run = options.OutputFolder is null
            ? null
            : RunDescription.Create(Model.Describe(), data, options, Caller);
        ModelFit.Check(Model, data.Train, backend);
        ModelFit.Check(Model, data.Test, backend);
        var checks = new CheckContext(Model, options, data.Train, backend);
        Diagnostics = TrainingChecks.Run(checks);
        if (options.Checks.Strict && Diagnostics.Count > 0)
        {
            throw new ChecksFailedException(Diagnostics);
        }

        data.Load();
        CheckBatches(data.Train, options);
        Input = new ModelInput(
            data.Train.Shape,
            data.Train.ClassNames,
            options.NormalizeInput ? DataStatistics.Compute(data.Train).ToNormalization() : Normalization)
        {
            ResizesPictures = data.Train.IsResized,
            HasLightGround = GroundBrightness.IsLight(data.Train),
        };
        if (ranks.RankCount > 1)
        {
            RankAgreement.Check(ranks, Model, RunDescription.Describe(data), options);
        }

        using RunRecorder recorder = RunRecorder.Open(options, run);
        if (FinishedRun.Of(ranks, recorder.Finished, options.Averaging is not null) is { } finished)
        {
            using (finished)
            {
                return Restore(finished);
            }
        }

        var context = new TrainingContext
        {
            Model = Model,
            Input = Input,
            Options = options,
            Data = data,
            Backend = backend,
            Ranks = ranks,
            Recorder = recorder,
            Observer = observer,
            Norms = checks.Norms,
            Diagnostics = Diagnostics,
            BeforeFinish = BeforeFinish,
            Urgent = Urgent,
            Cancellation = cancellationToken,
        };
        (TrainingSummary summary, Averaged) = ShardedTraining.Run(context, options.Shards ?? 1);
        return summary;
    }

    private static DataSplit Parts(DataSplit data, TrainerOptions options)
    {
        data = data with
        {
            Test = ClassMatching.Match(data.Test, data.Train.ClassNames, data.Train.Name),
            Validation = data.Validation is null
                ? null
                : ClassMatching.Match(data.Validation, data.Train.ClassNames, data.Train.Name),
        };
        if (data.Validation is null && options.ValidationShare > 0)
        {
            (ImageSet train, ImageSet validation) = ValidationSplit.Of(data.Train, options.ValidationShare, options.Seed);
            data = data with { Train = train, Validation = validation };
        }

        return data.Validation is not null || options.Patience is null
            ? data
            : throw new NormSharpException(
                $"{data.Train.Name}: patience needs validation images to judge epochs by; keep a share of the training images back");
    }

    private static void CheckBatches(ImageSet images, TrainerOptions options)
    {
        long step = (long)options.BatchSize * options.AccumulationSteps;
        if (options.LastBatch == LastBatch.Drop && images.Count < step)
        {
            throw new NormSharpException(
                $"{images.Name}: holds {images.Count} images, not one full step of {step}, and what does not fill one is dropped; take "
                    + "smaller batches, or keep the last batch");
        }
    }

    private TrainingSummary Restore(FinishedRun finished)
    {
        if (Options.Averaging is not null)
        {
            Load(finished.AveragedModelPath);
            Averaged = new ModelSnapshot(Model);
        }

        Load(finished.ModelPath);
        Model.Evaluate();
        return TrainingSummary.FromJson(finished.SummaryPath, StrictJson.Read(finished.SummaryPath));
    }

    private void Load(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        ModuleState.Restore(file, Model);
        StateCheck.ThrowIfAny(path, Model);
    }
}
