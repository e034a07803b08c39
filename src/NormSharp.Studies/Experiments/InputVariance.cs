using NormSharp.Layers;
using NormSharp.Studies.Cells;
using NormSharp.Tensors;

namespace NormSharp.Studies.Experiments;

/// <summary>The variance of what flows into a layer, for the same images and weights in training or in evaluation mode.</summary>
internal static class InputVariance
{
    private const int Batches = 8;

    /// <summary>The population variance of a feature or channel over eight batches, averaged over the channels.</summary>
    public static double Of(CellContext context, Module model, BatchNorm layer, bool training)
    {
        using var loop = new ManualTraining(context, model, learningRate: 0, batchSize: 256);
        var observer = new Observer(layer);
        for (int i = 0; i < Math.Min(Batches, loop.StepsPerEpoch); i++)
        {
            loop.Load(i);
            loop.Watch(observer, training);
        }

        return observer.Variance;
    }

    private sealed class Observer(BatchNorm layer) : IForwardObserver
    {
        private readonly double[] _sum = new double[layer.Channels];
        private readonly double[] _squares = new double[layer.Channels];
        private long _count;

        public double Variance
            => Enumerable.Range(0, _sum.Length).Average(c => (_squares[c] / _count) - (_sum[c] / _count * (_sum[c] / _count)));

        public void OnForward(Module module, Tensor x, Tensor y)
        {
            if (module != layer)
            {
                return;
            }

            ReadOnlySpan<float> values = x.AsSpan();
            int spatial = x.Length / (x.Shape[0] * _sum.Length);
            for (int i = 0; i < values.Length; i++)
            {
                int channel = i / spatial % _sum.Length;
                _sum[channel] += values[i];
                _squares[channel] += (double)values[i] * values[i];
            }

            _count += x.Length / _sum.Length;
        }
    }
}
