using NormSharp.Autograd;
using NormSharp.Layers;

namespace NormSharp.Training;

/// <summary>
/// What a step did to the running statistics of a layer. The means of the step's batches follow from the running means before and after
/// it, so that nothing is computed twice.
/// </summary>
/// <param name="layer">The layer.</param>
/// <param name="calls">How often a forward pass calls it.</param>
internal sealed class NormWatch(BatchNorm layer, int calls)
{
    private const float DeadGamma = 1e-5f;
    private const double DeadShareOfEpsilon = 0.01;
    private const double Settled = 0.02;
    private const double Newest = 0.25;

    private float[] _before = [];
    private float[] _mean = [];
    private float[] _variance = [];
    private float[] _gamma = [];
    private long _batchesBefore;

    public string Path => layer.Path;

    public BatchNorm Layer => layer;

    /// <summary>The running mean after the step.</summary>
    public ReadOnlySpan<float> Mean => _mean;

    /// <summary>The running variance after the step.</summary>
    public ReadOnlySpan<float> Variance => _variance;

    public double Epsilon => layer.Options.Epsilon;

    public int Channels => layer.Channels;

    /// <summary>How often the step updated the statistics for each batch that it passed.</summary>
    public double UpdatesPerBatch { get; private set; }

    /// <summary>How often a forward pass calls the layer.</summary>
    public int Calls => calls;

    /// <summary>Whether the step changed the statistics.</summary>
    public bool HasMoved { get; private set; }

    /// <summary>
    /// |μ of the step − running μ| / √(running σ² + ε), the mean over channels, smoothed over looks; 0 as long as the running mean holds a
    /// part of the value that it starts from.
    /// </summary>
    public double Lag { get; private set; }

    /// <summary>Over how many looks.</summary>
    public int Looks { get; private set; }

    /// <summary>Channels that are constant.</summary>
    public int Dead { get; private set; }

    /// <summary>Notes the statistics before a step.</summary>
    public void Before()
    {
        if (layer.RunningMean is not { } mean)
        {
            return;
        }

        if (_before.Length != mean.Length)
        {
            (_before, _mean, _variance, _gamma) =
                (new float[mean.Length], new float[mean.Length], new float[mean.Length], new float[mean.Length]);
        }

        mean.CopyTo(_before);
        _batchesBefore = layer.BatchesTracked!.Value;
    }

    /// <summary>Looks at the statistics after the step.</summary>
    /// <param name="batches">How many batches the step passed.</param>
    public void After(int batches)
    {
        if (_before.Length == 0 || layer.RunningMean is not { } mean || mean.Length != _before.Length)
        {
            return;
        }

        mean.CopyTo(_mean);
        layer.RunningVariance!.CopyTo(_variance);
        long updates = layer.BatchesTracked!.Value - _batchesBefore;
        UpdatesPerBatch = (double)updates / batches;
        HasMoved = !_mean.AsSpan().SequenceEqual(_before);
        Dead = CountDead();
        Smooth(updates);
    }

    private void Smooth(long updates)
    {
        long batches = layer.BatchesTracked!.Value;
        double old = layer.Options.NewStatisticWeight is double weight
            ? Math.Pow(1 - weight, updates)
            : 1 - ((double)updates / Math.Max(1, batches));
        double start = layer.Options.NewStatisticWeight is double each ? Math.Pow(1 - each, batches) : 0;
        if (updates > 0 && old < 1 && start < Settled)
        {
            double lag = Shift() / (1 - old);
            Lag = Looks == 0 ? lag : Lag + (Newest * (lag - Lag));
            Looks++;
        }
    }

    private double Shift()
    {
        double sum = 0;
        for (int c = 0; c < _mean.Length; c++)
        {
            sum += Math.Abs((double)_mean[c] - _before[c]) / Math.Sqrt(_variance[c] + Epsilon);
        }

        return sum / _mean.Length;
    }

    private int CountDead()
    {
        layer.Gamma?.CopyTo(_gamma);
        int dead = 0;
        for (int c = 0; c < _mean.Length; c++)
        {
            dead += (layer.Gamma is not null && Math.Abs(_gamma[c]) < DeadGamma) || _variance[c] < DeadShareOfEpsilon * Epsilon ? 1 : 0;
        }

        return dead;
    }
}
