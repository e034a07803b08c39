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
    private readonly Dictionary<Module, NormState> _stored;
    private readonly Module _model;
    private readonly int _layers;
    private readonly List<double> _misfits = [];

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
        var loader = new BatchLoader(
            set, new BatchLoaderOptions { BatchSize = set.Count, Normalization = convention.Normalization });
        ImageBatch batch = loader.CreateBatch();
        loader.Load(0, 0, batch);
        _misfits.Clear();
        _model.Evaluate();
        _model.Observe(this);
        try
        {
            using var tape = new Tape(backend, gradients: false);
            _model.Forward(batch.OnTape(tape));
        }
        catch (EnoughSeenException)
        {
            // What stands after the first layers need not be computed.
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

        return [.. _misfits];
    }

    void IForwardObserver.OnForward(Module module, Tensor x, Tensor y)
    {
        if (_stored.TryGetValue(module, out NormState? stored) && x.Rank >= 2 && x.Shape[1] == stored.Channels)
        {
            _misfits.Add(Misfit(stored, ChannelNumbers.Of(x)));
            if (_misfits.Count == _layers)
            {
                throw new EnoughSeenException();
            }
        }
    }

    private static double Misfit(NormState stored, (double[] Mean, double[] Variance) seen)
    {
        // Channels that hardly vary say nothing: their statistics are compared at the scale of the others.
        double floor = (stored.Epsilon ?? 1e-5) + (1e-3 * Median(stored.Variance));
        double sum = 0;
        for (int c = 0; c < stored.Channels; c++)
        {
            double a = stored.Variance[c] + floor;
            double b = seen.Variance[c] + floor;
            double d = stored.Mean[c] - seen.Mean[c];
            double divergence = ((a / b) + (b / a) - 2 + (d * d * ((1 / a) + (1 / b)))) / 2;
            sum += Math.Log(1 + divergence);
        }

        return sum / stored.Channels;
    }

    private static double Median(float[] values) => values.Order().ElementAt(values.Length / 2);

    private sealed class EnoughSeenException : Exception;
}
