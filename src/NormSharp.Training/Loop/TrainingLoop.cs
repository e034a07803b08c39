using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Optimizers;

namespace NormSharp.Training;

/// <summary>A training from its first or next step to its summary.</summary>
internal sealed class TrainingLoop
{
    private readonly Module _model;
    private readonly TrainerOptions _options;
    private readonly DataSplit _data;
    private readonly Backend _backend;
    private readonly RankShare _ranks;
    private readonly DivergenceReport _divergence;
    private readonly LiveWatch _watch;
    private readonly RunRecorder _recorder;
    private readonly ITrainingObserver? _observer;
    private readonly CancellationToken _cancellation;
    private readonly TrainingStep _step;
    private readonly ISchedule _schedule;
    private readonly BatchLoader _loader;
    private readonly BatchLoaderOptions _loading;
    private readonly int _batches;
    private readonly int _imagesPerEpoch;
    private readonly WeightAverage? _average;
    private readonly TrainingState _state;
    private readonly Measurement _measurement;
    private readonly TrainingFinish _finish;
    private readonly SpeedMeter _speed = new();
    private readonly AllocationMeter _allocation = new();
    private readonly LapClock _clock = new();
    private readonly TrainingContext _context;
    private TrainingProgress _progress;
    private readonly HeadFirst _head;
    private LastStep? _last;
    private BatchFeed? _feed;
    private ImageBatch? _batch;
    private bool _isContinued;
    private EvaluationResult? _lastJudged;

    public TrainingLoop(TrainingContext context)
    {
        (Module model, ModelInput input, TrainerOptions options, DataSplit data) =
            (context.Model, context.Input, context.Options, context.Data);
        (_context, _model, _options, _data) = (context, model, options, data);
        (_backend, _recorder, _observer, _cancellation) = (context.Backend, context.Recorder, context.Observer, context.Cancellation);
        _ranks = new RankShare(context.Ranks, options.BatchSize, context.Cancellation);
        _divergence = new DivergenceReport(context, _ranks);
        _watch = new LiveWatch(context);
        _head = new HeadFirst(model, options.HeadFirstEpochs);
        _loading = new BatchLoaderOptions
        {
            BatchSize = options.BatchSize * options.AccumulationSteps,
            LastBatch = options.LastBatch,
            Shuffle = true,
            Seed = options.Seed,
            Normalization = input.Normalization,
            Augmentation = options.Augmentation,
            SampleClassesEvenly = options.SampleClassesEvenly,
        };
        _loader = new BatchLoader(data.Train, _loading);
        _batches = _loader.BatchesPerEpoch;
        _imagesPerEpoch = _loader.ImagesPerEpoch;
        float[]? weights = options.WeightClasses ? StepLoss.WeightsFor(data.Train) : null;
        _step = new TrainingStep(model, _backend, OptimizerFactory.Create(model, options, _backend), options, weights);
        _schedule = OptimizerFactory.Schedule(options.Schedule, options.Epochs, _batches);
        _average = options.Averaging is { } averaging ? new WeightAverage(model, averaging) : null;
        _state = new TrainingState(model, input, _step.Optimizer, _average);
        _measurement = new Measurement(context);
        _finish = new TrainingFinish(context, _state, _measurement, _divergence, _average);
        _progress = new TrainingProgress { Seed = options.Seed };
    }

    /// <summary>The averaged model with its own statistics, once the training is done; null without averaging.</summary>
    public ModelSnapshot? Averaged => _finish.Averaged;

    /// <summary>Trains to the end.</summary>
    public TrainingSummary Run()
    {
        using TrainingStep step = _step;
        try
        {
            return ToTheEnd();
        }
        catch (TrainingDivergedException exception)
        {
            _watch.Diverged(exception, _progress.Epoch + 1);
            throw;
        }
    }

    private TrainingSummary ToTheEnd()
    {
        using RankShare ranks = _ranks;
        if (CheckpointOfRanks.Restore(_context.Ranks, _recorder.Checkpoint, _state) is { } progress)
        {
            (_progress, _isContinued) = (progress, true);
        }

        _ranks.Begin(_model, _backend, _progress.Step);
        using LastStep? last = _last = _context.Urgent is null ? null : new LastStep(_context, _state);
        _watch.Start(_recorder.OpenMetrics(_progress.MetricsLines));
        _observer?.OnStart(new TrainingStart(
            _options.Epochs, _batches, _data.Train.Count, _data.Test.Count, _model.ParameterCount(), _progress.Step, _backend.Threads)
        {
            Diagnostics = _watch.Found,
            ValidationImages = _data.Validation?.Count ?? 0,
        });
        if (!_isContinued)
        {
            if (_options.HeadFirstEpochs > 0)
            {
                _measurement.Recalibrate(_cancellation);
            }

            WriteCheckpoint();
        }

        using BatchFeed feed = _feed = new BatchFeed(
            _data.Train,
            _loading,
            BatchOrder.Of(_loader, _ranks, (_progress.Epoch, _progress.Batch), _options.Epochs),
            Math.Min(_options.BatchSize, _data.Train.Count),
            BatchFeed.WorkersFor(_data.Train, _options.Augmentation));
        _clock.Lap();
        while (_progress.Epoch < _options.Epochs && !IsPatienceOver)
        {
            TrainEpoch();
        }

        return _finish.Write(_progress, _lastJudged, new LoopMeters(feed, _allocation, _clock, _watch.Found));
    }

    private bool IsPatienceOver => _options.Patience is int patience && _progress.Epoch - _progress.BestEpoch >= patience;

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

            bool stop = _ranks.IsStopAsked;
            if (stop || (_options.CheckpointEverySteps is int every && _progress.Step % every == 0))
            {
                WriteCheckpoint();
            }

            ThrowIf(stop);
        }

        EndEpoch();
        WriteCheckpoint();
        ThrowIf(_ranks.IsStopAsked);
    }

    private void Step()
    {
        _watch.BeforeStep(_progress.Step);
        _speed.Start();
        _allocation.Start();
        double rate = _options.LearningRate * _schedule.Factor(_progress.Step);
        StepResult result;
        _head.Begin(_progress.Epoch);
        try
        {
            result = Learn();
            _last?.Leave();
            _step.Update(rate);
        }
        catch (Exception exception) when (exception is NonFiniteLossException or NonFiniteStatisticsException)
        {
            throw _divergence.Of(exception, _progress.Step + 1, _batch!);
        }
        finally
        {
            _head.End();
        }

        _average?.AfterStep();
        _allocation.Stop(result.Images);
        double seconds = _speed.Stop(result.Images);
        double elapsed = _clock.Lap();
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
        (Range own, _) = _ranks.PartsOf(result.Images);
        _watch.AfterStep(_progress.Step, _progress.Epoch + 1, result, own.End.Value - own.Start.Value);
        Report(result, rate);
        _last?.Arrive(_progress);
    }

    /// <summary>Gathers the gradients of a step, part by part where its images are more than pass at once.</summary>
    private StepResult Learn()
    {
        int images = _loader.CountOf(_progress.Batch);
        (Range own, _) = _ranks.PartsOf(images);
        _step.Begin(_progress.Step, own.Start.Value);
        StepResult result = default;
        for (int part = own.Start.Value; part < own.End.Value; part++)
        {
            _batch = _feed!.Next();
            if (part == own.End.Value - 1)
            {
                _ranks.BeginLastPart();
            }

            result += _step.Learn(_batch, (double)_batch.Count / images);
        }

        _last?.Keep(_progress.Step + 1);
        return _ranks.Reduce(result, _progress.Step + 1);
    }

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
        _divergence.ThrowIfNotFinite(_progress.Step);
        _ranks.MergeBuffers(_model, Enumerable.Range(0, _batches).Select(_loader.CountOf));
        EvaluationResult test = _measurement.Judge();
        _divergence.ThrowIfNotFinite(_progress.Step, test.Loss, "the test loss");
        _lastJudged = test;
        double? recalibrated = _options.RecalibrateEachEpoch ? _measurement.RecalibratedAccuracy() : null;
        double elapsed = _clock.Lap();
        var metrics = new EpochMetrics
        {
            Epoch = _progress.Epoch + 1,
            IsValidation = _data.Validation is not null,
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
        _last?.Leave();
        _average?.AfterEpoch(_progress.Epoch + 1);
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
        KeepBest(test);
    }

    private void KeepBest(EvaluationResult judged)
    {
        if (_data.Validation is null || (_progress.BestEpoch > 0 && judged.Sums.Correct <= _progress.BestCorrect))
        {
            return;
        }

        _progress = _progress with { BestCorrect = judged.Sums.Correct, BestEpoch = _progress.Epoch };
        if (_ranks.Rank == 0)
        {
            _recorder.WriteBest(_state.WriteModel);
        }
    }

    private void WriteCheckpoint()
    {
        _divergence.ThrowIfNotFinite(_progress.Step);
        double elapsed = _clock.Lap();
        _progress = _progress with
        {
            MetricsLines = _recorder.MetricsLines,
            Seconds = _progress.Seconds + elapsed,
            EpochSeconds = _progress.EpochSeconds + (_progress.Batch > 0 ? elapsed : 0),
        };
        // At the end of an epoch all ranks have the same statistics.
        SharedBuffers? buffers = _progress.Batch > 0 ? _ranks.GatherBuffers(_model) : null;
        if (_recorder.WriteCheckpoint(_progress.Step, _state.WriteModel, _state.Beside(_progress, buffers).Write) is string path)
        {
            _observer?.OnCheckpoint(path);
        }

        _last?.Saved(_progress.Step);
    }

    private void ThrowIf(bool stop)
    {
        if (stop)
        {
            throw new TrainingInterruptedException(_progress.Step, _recorder.Path, _cancellation);
        }
    }
}
