using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Diagnosis.Inputs;
using NormSharp.Diagnosis.Static;
using NormSharp.Layers;
using NormSharp.Tensors;
using NormSharp.Training;

namespace NormSharp.Diagnosis.Data;

/// <summary>
/// How well what the first normalization layers are given fits their stored statistics: the statistics describe the training's images, so
/// that images given otherwise do not fit.
/// </summary>
internal sealed class LayerFit : IForwardObserver
{
    private const int BatchSize = 100;

    private readonly Dictionary<Module, NormState> _stored;
    private readonly Module _model;
    private readonly int _layers;
    private readonly List<(NormState Stored, ChannelSums Seen)> _seen = [];
    private int _next;

    /// <summary>Looks at the first layers of a model.</summary>
    /// <param name="model">The network.</param>
    /// <param name="norms">Its layers that keep statistics.</param>
    /// <param name="layers">At how many of them.</param>
    public LayerFit(Module model, IReadOnlyList<NormState> norms, int layers)
    {
        Dictionary<string, NormState> byPath = norms.ToDictionary(norm => norm.Path);
        _stored = model.NamedModules().Where(entry => byPath.ContainsKey(entry.Module.Path))
            .DistinctBy(entry => entry.Module)
            .ToDictionary(entry => entry.Module, entry => byPath[entry.Module.Path]);
        (_model, _layers) = (model, layers);
    }

    /// <summary>
    /// Of each layer in the order of the forward pass, the mean over channels of ln(1 + J), where J is the symmetric divergence of two
    /// normal distributions, the stored and the measured one: 0 where they agree. Empty where the images do not fit.
    /// </summary>
    public IReadOnlyList<double> Misfits(InputConvention convention, ImageSet images, Backend backend)
    {
        ImageSet set = convention.Arrange(images);
        var loader = new BatchLoader(set, new BatchLoaderOptions
        {
            BatchSize = Math.Min(BatchSize, set.Count),
            Normalization = convention.Normalization,
            LastBatch = LastBatch.Even,
        });
        ImageBatch batch = loader.CreateBatch();
        _seen.Clear();
        _model.Evaluate();
        _model.Observe(this);
        try
        {
            using var tape = new Tape(backend, gradients: false);
            for (int i = 0; i < loader.BatchesPerEpoch; i++)
            {
                loader.Load(0, i, batch);
                Forward(batch.OnTape(tape));
                tape.Restart();
            }
        }
        catch (LayerException)
        {
            // Images on their side need not fit.
            return [];
        }
        finally
        {
            _model.Observe(null);
        }

        return [.. _seen.Select(layer => Misfit(layer.Stored, layer.Seen.Mean, layer.Seen.Variance))];
    }

    void IForwardObserver.OnForward(Module module, Tensor x, Tensor y)
    {
        if (_stored.TryGetValue(module, out NormState? stored) && x.Rank >= 2 && x.Shape[1] == stored.Channels)
        {
            if (_next == _seen.Count)
            {
                _seen.Add((stored, new ChannelSums(stored.Channels)));
            }

            _seen[_next++].Seen.Add(x);
            if (_next == _layers)
            {
                throw new EnoughSeenException();
            }
        }
    }

    private void Forward(Tensor images)
    {
        _next = 0;
        try
        {
            _model.Forward(images);
        }
        catch (EnoughSeenException)
        {
            // What stands after the first layers need not be computed.
        }
    }

    private static double Misfit(NormState stored, double[] mean, double[] variance)
    {
        // Channels that hardly vary say nothing: their statistics are compared at the scale of the others.
        double floor = (stored.Epsilon ?? 1e-5) + (1e-3 * Median(stored.Variance));
        double sum = 0;
        for (int c = 0; c < stored.Channels; c++)
        {
            double a = stored.Variance[c] + floor;
            double b = variance[c] + floor;
            double d = stored.Mean[c] - mean[c];
            double divergence = ((a / b) + (b / a) - 2 + (d * d * ((1 / a) + (1 / b)))) / 2;
            sum += Math.Log(1 + divergence);
        }

        return sum / stored.Channels;
    }

    private static double Median(float[] values) => values.Order().ElementAt(values.Length / 2);

    private sealed class EnoughSeenException : Exception;
}
