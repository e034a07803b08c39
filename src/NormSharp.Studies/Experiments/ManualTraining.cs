using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Losses;
using NormSharp.Ops;
using NormSharp.Optimizers;
using NormSharp.Studies.Cells;
using NormSharp.Tensors;

namespace NormSharp.Studies.Experiments;

/// <summary>A training step by step, for studies that look at gradients or weights between the steps.</summary>
internal sealed class ManualTraining : IDisposable
{
    private readonly CellContext _context;
    private readonly CpuBackend _backend;
    private readonly BatchLoader _loader;
    private readonly ImageBatch _batch;
    private readonly CrossEntropyLoss _loss = new();
    private readonly Sgd _optimizer;
    private readonly IStochastic[] _stochastic;

    public ManualTraining(CellContext context, Module model, double learningRate, int batchSize, double weightDecay = 0)
    {
        (_context, Model) = (context, model);
        _backend = new CpuBackend(context.Threads);
        _loader = new BatchLoader(
            context.Data.Train, new BatchLoaderOptions { BatchSize = batchSize, Shuffle = true, Seed = context.Seed });
        _batch = _loader.CreateBatch();
        _optimizer = new Sgd(model, new SgdOptions { LearningRate = learningRate, WeightDecay = weightDecay }, _backend);
        Parameters = [.. model.NamedParameters()];
        _stochastic = [.. model.NamedModules().Select(entry => entry.Module).OfType<IStochastic>()];
    }

    /// <summary>The network.</summary>
    public Module Model { get; }

    /// <summary>Its parameters.</summary>
    public IReadOnlyList<(string Name, Parameter Parameter)> Parameters { get; }

    /// <summary>Steps of an epoch.</summary>
    public int StepsPerEpoch => _loader.BatchesPerEpoch;

    /// <summary>Loads the batch of a step, and draws its dropout.</summary>
    public void Load(int step)
    {
        _context.Cancellation.ThrowIfCancellationRequested();
        _loader.Load(step / StepsPerEpoch, step % StepsPerEpoch, _batch);
        for (int i = 0; i < _stochastic.Length; i++)
        {
            _stochastic[i].Seed(_context.Seed + ((ulong)i << 32), step);
        }
    }

    /// <summary>The loss of the loaded batch in training mode; leaves its gradient in the parameters.</summary>
    /// <param name="penalty">What is added to the loss, computed on the tape from the network's output; null for nothing.</param>
    public double LossAndGradient(Func<Tensor, Tensor>? penalty = null)
    {
        Model.Train();
        Model.ClearGradients();
        using var tape = new Tape(_backend);
        Tensor logits = Model.Forward(Images(tape));
        Tensor loss = _loss.Forward(logits, _batch.ValidLabels);
        double value = loss.Item();
        tape.Backward(penalty is null ? loss : loss + penalty(logits), last: true);
        return value;
    }

    /// <summary>The loss of the loaded batch in training mode, without a gradient.</summary>
    public double Loss()
    {
        Model.Train();
        using var tape = new Tape(_backend, gradients: false);
        return _loss.Forward(Model.Forward(Images(tape)), _batch.ValidLabels).Item();
    }

    /// <summary>Runs the loaded batch through the network in training mode, which need not end in logits.</summary>
    public void Forward()
    {
        Model.Train();
        using var tape = new Tape(_backend, gradients: false);
        Model.Forward(Images(tape));
    }

    /// <summary>Runs the loaded batch through the network, for an observer to look at.</summary>
    public void Watch(IForwardObserver observer, bool training)
    {
        Model.Train(training);
        Model.Observe(observer);
        try
        {
            using var tape = new Tape(_backend, gradients: false);
            Model.Forward(Images(tape));
        }
        finally
        {
            Model.Observe(null);
        }
    }

    /// <summary>One step along the gradient that is there.</summary>
    public void Step() => _optimizer.Step();

    /// <summary>The Euclidean norm of a parameter's gradient.</summary>
    public static double GradientNorm(Parameter parameter)
    {
        double sum = 0;
        foreach (float value in parameter.Gradient is { } gradient ? gradient.AsSpan() : [])
        {
            sum += (double)value * value;
        }

        return Math.Sqrt(sum);
    }

    public void Dispose() => _backend.Dispose();

    private Tensor Images(Tape tape)
        => tape.Input(_batch.ValidPixels, [_batch.Count, _batch.Shape.Channels, _batch.Shape.Height, _batch.Shape.Width]);
}
