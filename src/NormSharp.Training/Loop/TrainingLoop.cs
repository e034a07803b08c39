using System.Diagnostics;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Optimizers;
using NormSharp.Serialization;
using NormSharp.Synchronization;

namespace NormSharp.Training;

/// <summary>A training from its first or next step to its summary.</summary>
internal sealed class TrainingLoop
{
    private readonly Module _model;
    private readonly ModelInput _input;
    private readonly TrainerOptions _options;
    private readonly DataSplit _data;
    private readonly Backend _backend;
    private readonly IReducer _reducer;
    private readonly RunRecorder _recorder;
    private readonly ITrainingObserver? _observer;
    private readonly CancellationToken _cancellation;
    private readonly TrainingStep _step;
    private readonly ISchedule _schedule;
    private readonly BatchLoader _loader;
    private readonly ImageBatch _batch;
    private readonly int _batches;
    private readonly int _imagesPerEpoch;
    private readonly WeightAverage? _average;
    private readonly Measurement _measurement;
    private readonly SpeedMeter _speed = new();
    private readonly AllocationMeter _allocation = new();
    private TrainingProgress _progress;
    private bool _isStopAsked;
    private long _lastTick = Stopwatch.GetTimestamp();

    public TrainingLoop(TrainingContext context)
    {
        (Module model, ModelInput input, TrainerOptions options, DataSplit data) =
            (context.Model, context.Input, context.Options, context.Data);
        (_model, _input, _options, _data) = (model, input, options, data);
        (_backend, _reducer, _recorder, _observer, _cancellation) =
            (context.Backend, context.Reducer, context.Recorder, context.Observer, context.Cancellation);
        Diagnostics = context.Diagnostics;
        _loader = new BatchLoader(data.Train, new BatchLoaderOptions
        {
            BatchSize = options.BatchSize * options.AccumulationSteps,
            LastBatch = options.LastBatch,
            Shuffle = true,
            Seed = options.Seed,
            Normalization = input.Normalization,
            Augmentation = options.Augmentation,
        });
        _batches = _loader.BatchesPerEpoch;
        _imagesPerEpoch = _loader.ImagesPerEpoch;
        RankChecks.Run(context, Enumerable.Range(0, _batches).Select(_loader.CountOf));
        _batch = new ImageBatch(data.Train.Shape, Math.Min(options.BatchSize, data.Train.Count));
        _step = new TrainingStep(model, _backend, OptimizerFactory.Create(model, options, _backend), options);
        _schedule = OptimizerFactory.Schedule(options.Schedule, options.Epochs, _batches);
        _average = options.Averaging is { } averaging ? new WeightAverage(model, averaging) : null;
        _measurement = new Measurement(context);
        _progress = new TrainingProgress { Seed = options.Seed };
    }

    /// <summary>What the checks before training found.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>The averaged model with its own statistics, once the training is done; null without averaging.</summary>
    public ModelSnapshot? Averaged { get; private set; }

    /// <summary>Trains to the end.</summary>
    public TrainingSummary Run()
    {
        using TrainingStep step = _step;
        if (_recorder.Checkpoint is { } checkpoint)
        {
            Restore(checkpoint);
        }

        _recorder.OpenMetrics(_progress.MetricsLines);
        _observer?.OnStart(new TrainingStart(
            _options.Epochs, _batches, _data.Train.Count, _data.Test.Count, _model.ParameterCount(), _progress.Step, _backend.Threads)
        {
            Diagnostics = Diagnostics,
        });
        if (_recorder.Checkpoint is null)
        {
            WriteCheckpoint();
        }

        Tick();
        while (_progress.Epoch < _options.Epochs)
        {
            TrainEpoch();
        }

        return Finish();
    }

    private void TrainEpoch()
    {
        _model.Train();
        while (_progress.Batch < _batches)
        {
            Step();
            if (_progress.Batch == _batches)
            {
                break;
            }

            bool stop = IsStopAsked();
            if (stop || (_options.CheckpointEverySteps is int every && _progress.Step % every == 0))
            {
                WriteCheckpoint();
            }

            ThrowIf(stop);
        }

        EndEpoch();
        WriteCheckpoint();
        ThrowIf(IsStopAsked());
    }

    private void Step()
    {
        _speed.Start();
        _allocation.Start();
        double rate = _options.LearningRate * _schedule.Factor(_progress.Step);
        StepResult result;
        try
        {
            result = Learn();
        }
        catch (Exception exception) when (exception is NonFiniteLossException or NonFiniteStatisticsException)
        {
            throw Diverged(exception);
        }

        _step.Update(rate);
        _average?.AfterStep();
        _allocation.Stop(result.Images);
        double seconds = _speed.Stop(result.Images);
        double elapsed = Tick();
        _progress = _progress with
        {
            Step = _progress.Step + 1,
            Batch = _progress.Batch + 1,
            Train = _progress.Train.Add(result.Loss, result.Correct, result.Images),
            Images = _progress.Images + result.Images,
            TrainSeconds = _progress.TrainSeconds + seconds,
            EpochTrainSeconds = _progress.EpochTrainSeconds + seconds,
            Seconds = _progress.Seconds + elapsed,
            EpochSeconds = _progress.EpochSeconds + elapsed,
        };
        Report(result, rate);
    }

    /// <summary>
    /// Gathers the gradients of a step, batch by batch where its images are more than pass at once, and rank by rank where several share
    /// it: each rank learns from parts of its own of the same images.
    /// </summary>
    private StepResult Learn()
    {
        int images = _loader.CountOf(_progress.Batch);
        int own = BatchSizes.PartsOfRank(images, _reducer.RankCount, _options.BatchSize);
        int parts = own * _reducer.RankCount;
        int first = own * _reducer.Rank;
        _step.Begin(_progress.Step, first);
        StepResult result = default;
        for (int part = first; part < first + own; part++)
        {
            _loader.Load(_progress.Epoch, _progress.Batch, part, parts, _batch);
            result += _step.Learn(_batch, (double)_batch.Count / images);
        }

        if (_reducer.RankCount == 1)
        {
            return result;
        }

        _step.Reduce(_reducer);
        return Reduce(result);
    }

    /// <summary>
    /// Adds up what the ranks' parts of a step showed, and learns whether one is told to stop: the one place where a step's metrics meet.
    /// </summary>
    private StepResult Reduce(StepResult own)
    {
        Span<double> message = [own.Loss, own.Correct, own.Images, _cancellation.IsCancellationRequested ? 1 : 0];
        _reducer.AllReduce(message, MessageMerges.Sum);
        _isStopAsked = message[3] > 0;
        return new StepResult(message[0], (int)message[1], (int)message[2]);
    }

    /// <summary>Whether to stop; ranks stop at the same step.</summary>
    private bool IsStopAsked() => _reducer.RankCount == 1 ? _cancellation.IsCancellationRequested : _isStopAsked;

    private void Report(StepResult result, double rate)
    {
        bool log = _progress.Step % _options.LogEverySteps == 0;
        if (!log && _observer is null)
        {
            return;
        }

        long left = ((long)(_options.Epochs - _progress.Epoch) * _imagesPerEpoch) - _progress.Train.Images;
        var metrics = new StepMetrics
        {
            Step = _progress.Step,
            Epoch = _progress.Epoch + 1,
            Batch = _progress.Batch,
            Batches = _batches,
            Loss = result.Loss,
            Accuracy = (double)result.Correct / result.Images,
            EpochLoss = _progress.Train.Loss,
            EpochAccuracy = _progress.Train.Accuracy,
            LearningRate = rate,
            ImagesPerSecond = _speed.ImagesPerSecond,
            TimeLeft = TimeSpan.FromSeconds(left / Math.Max(_speed.ImagesPerSecond, 1e-3)),
        };
        _observer?.OnStep(metrics);
        if (log)
        {
            _recorder.Append(metrics.ToJson());
        }
    }

    private void EndEpoch()
    {
        ThrowIfNotFinite();
        if (_reducer.RankCount > 1)
        {
            SynchronizedGradients.AverageBuffers(_model, _reducer);
        }

        _average?.AfterEpoch(_progress.Epoch + 1);
        EvaluationResult test = _measurement.Evaluate();
        double? recalibrated = _options.RecalibrateEachEpoch ? _measurement.RecalibratedAccuracy() : null;
        double elapsed = Tick();
        var metrics = new EpochMetrics
        {
            Epoch = _progress.Epoch + 1,
            Step = _progress.Step,
            TrainLoss = _progress.Train.Loss,
            TrainAccuracy = _progress.Train.Accuracy,
            TestLoss = test.Loss,
            TestAccuracy = test.Accuracy,
            RecalibratedTestAccuracy = recalibrated,
            LearningRate = _options.LearningRate * _schedule.Factor(_progress.Step - 1),
            Seconds = _progress.EpochSeconds + elapsed,
            ImagesPerSecond = _progress.Train.Images / _progress.EpochTrainSeconds,
        };
        _recorder.Append(metrics.ToJson());
        _observer?.OnEpoch(metrics);
        _progress = _progress with
        {
            Epoch = _progress.Epoch + 1,
            Batch = 0,
            Train = default,
            LastTrain = _progress.Train,
            LastTest = test.Sums,
            Seconds = _progress.Seconds + elapsed,
            EpochSeconds = 0,
            EpochTrainSeconds = 0,
        };
    }

    private TrainingSummary Finish()
    {
        EvaluationResult? recalibrated = null;
        EvaluationResult? averaged = null;
        try
        {
            if (_options.Recalibrate)
            {
                recalibrated = _measurement.Recalibrate(_cancellation) > 0
                    ? _measurement.Evaluate()
                    : new EvaluationResult(_progress.LastTest);
            }

            averaged = _average is null ? null : FinishAverage(_average);
        }
        catch (OperationCanceledException)
        {
            throw new TrainingInterruptedException(_progress.Step, _recorder.Path, _cancellation);
        }

        _model.Evaluate();
        var summary = new TrainingSummary
        {
            TestAccuracy = _progress.LastTest.Accuracy,
            RecalibratedTestAccuracy = recalibrated?.Accuracy,
            TestLoss = _progress.LastTest.Loss,
            RecalibratedTestLoss = recalibrated?.Loss,
            TrainAccuracy = _progress.LastTrain.Accuracy,
            TrainLoss = _progress.LastTrain.Loss,
            ImagesPerSecond = _progress.Images / _progress.TrainSeconds,
            Seconds = _progress.Seconds + Tick(),
            Parameters = _model.ParameterCount(),
            Epochs = _options.Epochs,
            Steps = _progress.Step,
            Seed = _options.Seed,
            Threads = _backend.Threads,
            BytesAllocatedPerStep = _allocation.BytesPerStep,
            PeakMemoryMegabytes = PeakMemory.Megabytes(),
            AveragedTestAccuracy = averaged?.Accuracy,
            AveragedTestLoss = averaged?.Loss,
        };
        _recorder.Finish(WriteModel, summary.ToJson());
        return summary;
    }

    /// <summary>Gives the averaged weights statistics of their own, evaluates and saves them; the model keeps the ordinary ones.</summary>
    private EvaluationResult FinishAverage(WeightAverage average)
    {
        var ordinary = new ModelSnapshot(_model);
        average.CopyToModel();
        try
        {
            _measurement.Recalibrate(_cancellation);
            EvaluationResult result = _measurement.Evaluate();
            Averaged = new ModelSnapshot(_model);
            _recorder.WriteAveraged(WriteModel);
            return result;
        }
        finally
        {
            ordinary.CopyTo(_model);
        }
    }

    private void WriteCheckpoint()
    {
        ThrowIfNotFinite();
        double elapsed = Tick();
        _progress = _progress with
        {
            MetricsLines = _recorder.MetricsLines,
            Seconds = _progress.Seconds + elapsed,
            EpochSeconds = _progress.EpochSeconds + (_progress.Batch > 0 ? elapsed : 0),
        };
        var state = new SafetensorsWriter();
        _progress.Save(state);
        OptimizerState.AddTo(state, _step.Optimizer);
        _average?.Save(state);
        if (_recorder.WriteCheckpoint(_progress.Step, WriteModel, state.Write) is string path)
        {
            _observer?.OnCheckpoint(path);
        }
    }

    private void WriteModel(Stream stream) => ModelFile.Writer(_model, _input.ToMetadata()).Write(stream);

    private void Restore(Checkpoint checkpoint)
    {
        using (SafetensorsFile model = SafetensorsFile.Open(checkpoint.ModelPath))
        {
            ModuleState.Restore(model, _model);
        }

        using SafetensorsFile state = SafetensorsFile.Open(checkpoint.StatePath);
        OptimizerState.Restore(state, _step.Optimizer);
        _average?.Restore(state);
        _progress = TrainingProgress.Load(state);
    }

    private void ThrowIfNotFinite()
    {
        if (DivergenceFinder.FirstState(_model, _backend) is string name)
        {
            throw new TrainingDivergedException(
                $"step {_progress.Step}: {name} holds NaN or infinity; {Advice()}", _progress.Step, name);
        }
    }

    private TrainingDivergedException Diverged(Exception cause)
    {
        // Of several ranks none looks: synchronized layers would wait for the others.
        string? found = _reducer.RankCount == 1 ? DivergenceFinder.FirstLayer(_model, _batch, _backend) : null;
        string? layer = found ?? (cause as NonFiniteStatisticsException)?.Layer;
        string where = layer is null
            ? _reducer.RankCount == 1
                ? "the loss is NaN or infinite, though no layer's output is"
                : $"the loss of rank {_reducer.Rank} is NaN or infinite"
            : $"layer {layer} was the first to give NaN or infinity";
        return new TrainingDivergedException($"step {_progress.Step + 1}: {where}; {Advice()}", _progress.Step + 1, layer, cause);
    }

    private string Advice() => _recorder.LastCheckpoint is { } last
        ? $"a lower learning rate may help; the last good checkpoint is {last.Path}"
        : "a lower learning rate may help";

    private void ThrowIf(bool stop)
    {
        if (stop)
        {
            throw new TrainingInterruptedException(_progress.Step, _recorder.Path, _cancellation);
        }
    }

    /// <summary>Seconds since the last call.</summary>
    private double Tick()
    {
        long now = Stopwatch.GetTimestamp();
        double seconds = Stopwatch.GetElapsedTime(_lastTick, now).TotalSeconds;
        _lastTick = now;
        return seconds;
    }
}
