using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Diagnosis.Static;
using NormSharp.Layers;
using NormSharp.Tensors;
using NormSharp.Training;

namespace NormSharp.Diagnosis.Data;

/// <summary>
/// What each image by itself gives the first normalization layer: the mean and the logarithm of the deviation of every channel.
/// </summary>
/// <param name="model">The network.</param>
/// <param name="norms">Its layers that keep statistics.</param>
/// <param name="normalization">How images are given.</param>
/// <param name="backend">What computes.</param>
internal sealed class ImageNumbers(Module model, IReadOnlyList<NormState> norms, Normalization? normalization, Backend backend)
    : IForwardObserver
{
    private const int BatchSize = 100;
    private const double Least = 1e-6;

    private readonly Dictionary<Module, int> _channels = model.NamedModules().Select(entry => entry.Module).Distinct()
        .Join(norms, module => module.Path, norm => norm.Path, (module, norm) => (module, norm.Channels))
        .ToDictionary(pair => pair.module, pair => pair.Channels);

    private readonly List<double[]> _seen = [];
    private bool _isFirst;

    /// <summary>A row an image; empty where the images do not fit.</summary>
    public IReadOnlyList<double[]> Of(ImageSet images)
    {
        var loader = new BatchLoader(images, new BatchLoaderOptions
        {
            BatchSize = Math.Min(BatchSize, images.Count),
            Normalization = normalization,
            LastBatch = LastBatch.Even,
        });
        ImageBatch batch = loader.CreateBatch();
        _seen.Clear();
        model.Evaluate();
        model.Observe(this);
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
        finally
        {
            model.Observe(null);
        }

        return _seen.Count == images.Count ? [.. _seen] : [];
    }

    void IForwardObserver.OnForward(Module module, Tensor x, Tensor y)
    {
        if (_isFirst && _channels.TryGetValue(module, out int channels) && x.Rank == 4 && x.Shape[1] == channels)
        {
            _isFirst = false;
            float[] values = x.ToArray();
            int length = values.Length / x.Shape[0];
            for (int n = 0; n < x.Shape[0]; n++)
            {
                _seen.Add(Row(values.AsSpan(n * length, length), channels));
            }

            throw new EnoughSeenException();
        }
    }

    private static double[] Row(ReadOnlySpan<float> image, int channels)
    {
        double[] row = new double[2 * channels];
        int plane = image.Length / channels;
        for (int c = 0; c < channels; c++)
        {
            double sum = 0;
            double squares = 0;
            foreach (float value in image.Slice(c * plane, plane))
            {
                sum += value;
                squares += (double)value * value;
            }

            double mean = sum / plane;
            row[c] = mean;
            row[channels + c] = Math.Log(Math.Sqrt(Math.Max(0, (squares / plane) - (mean * mean))) + Least);
        }

        return row;
    }

    private void Forward(Tensor images)
    {
        _isFirst = true;
        try
        {
            model.Forward(images);
        }
        catch (EnoughSeenException)
        {
            // What stands after the first layer need not be computed.
        }
        catch (LayerException)
        {
            // Images on their side need not fit.
        }
    }

    private sealed class EnoughSeenException : Exception;
}
