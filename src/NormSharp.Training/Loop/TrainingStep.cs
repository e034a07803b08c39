using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Optimizers;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>
/// One training step: begin, learn from one batch or more (forward, loss, backward), update (clip, move the weights). Everything random in
/// it is a function of seed, layer and step.
/// </summary>
internal sealed class TrainingStep : IDisposable
{
    // Keeps the seeds of layers apart from those of whoever else draws from the run's seed.
    private const ulong LayerSeedMask = 0x6C61_7965_7273_0001;

    // Forward passes that a shared layer may make within a step before it repeats the numbers of the next.
    private const int PassesBits = 16;

    private readonly Module _model;
    private readonly Backend _backend;
    private readonly Tape _tape;
    private readonly StepLoss _loss;
    private readonly double? _gradientClip;
    private readonly Parameter[] _parameters;
    private readonly (IStochastic Layer, ulong Seed)[] _stochastic;
    private readonly bool _asksOthers;
    private float[] _scores = [];

    public TrainingStep(Module model, Backend backend, Optimizer optimizer, TrainerOptions options, float[]? classWeights = null)
    {
        _model = model;
        _backend = backend;
        _tape = new Tape(backend) { DefersChecks = true };
        Optimizer = optimizer;
        _loss = new StepLoss(options.LabelSmoothing, classWeights);
        _gradientClip = options.GradientClip;
        _asksOthers = model.NamedModules().Any(entry => entry.Module is SyncBatchNorm);
        _parameters = [.. model.NamedParameters().Select(entry => entry.Parameter)];
        _stochastic = [.. model.NamedModules()
            .Select(entry => entry.Module)
            .OfType<IStochastic>()
            .Distinct()
            .Select((layer, i) => (layer, new Philox(options.Seed ^ LayerSeedMask, (ulong)i).NextUInt64()))];
    }

    public Optimizer Optimizer { get; }

    /// <summary>Forgets the gradients of the step before.</summary>
    /// <param name="step">Steps made before.</param>
    /// <param name="firstPart">Parts of the step's images that other ranks learn from before this one's.</param>
    public void Begin(long step, int firstPart = 0)
    {
        foreach ((IStochastic layer, ulong seed) in _stochastic)
        {
            layer.Seed(seed, (step << PassesBits) + firstPart);
        }

        foreach (Parameter parameter in _parameters)
        {
            parameter.ClearGradient();
        }
    }

    /// <summary>Adds the gradients of a batch to those of the step; the model must be in training mode.</summary>
    /// <param name="batch">Images and labels.</param>
    /// <param name="share">The share of the step's images that the batch holds: by it its mean loss counts in the step's.</param>
    /// <exception cref="NonFiniteStatisticsException">A batch normalization saw NaN or infinity.</exception>
    /// <exception cref="NonFiniteLossException">The loss is NaN or infinite; no weight was changed.</exception>
    public StepResult Learn(ImageBatch batch, double share)
    {
        if (batch.Count == 0 && !_asksOthers)
        {
            return default;
        }

        try
        {
            Tensor logits = _model.Forward(batch.OnTape(_tape));
            if (batch.Count == 0)
            {
                // Layers that are synchronized still take part in the messages of the others.
                _tape.ThrowIfBad();
                _tape.Backward(logits, _tape.Rent(logits.Shape), last: true);
                return default;
            }

            Tensor loss = _loss.Forward(_tape, logits, batch);
            _tape.ThrowIfBad();
            double value = ReadBack.Number(_backend, loss);
            if (!double.IsFinite(value))
            {
                throw new NonFiniteLossException();
            }

            int correct = Predictions.CountCorrect(ReadBack.All(_backend, logits, ref _scores), batch.ValidLabels);
            _tape.Backward(share == 1 ? loss : loss.Affine(share, 0), last: true);
            return new StepResult(value * share, correct, batch.Count);
        }
        finally
        {
            _tape.Restart();
        }
    }

    /// <summary>Gives the memory of the steps back.</summary>
    public void Dispose() => _tape.Dispose();

    /// <summary>Moves the weights along the gradients.</summary>
    /// <param name="learningRate">The rate of this step.</param>
    public void Update(double learningRate)
    {
        Optimizer.LearningRate = learningRate;
        Optimizer.Step(GradientScale());
    }

    private double GradientScale() => _gradientClip is double maximum
        ? GradientClipping.ScaleForNorm(GradientClipping.Norm(_parameters, _tape), maximum)
        : 1;
}
