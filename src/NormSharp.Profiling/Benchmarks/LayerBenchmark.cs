using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>Times a layer as a network calls it: on a tape, with gradients by its input and its parameters.</summary>
internal static class LayerBenchmark
{
    public static BenchmarkResult Run(
        Module layer, Shape input, Work forward, Work both, int threads, MeasurementOptions options, CancellationToken cancellation)
    {
        using var backend = new CpuBackend(threads);
        layer.Initialize(seed: 1);
        layer.Train();
        Tensor x = RandomNumbers.Tensor(input, 1);
        Tensor dy = RandomNumbers.Tensor(OutputShape(), 2);
        using var evaluating = new Tape(backend, gradients: false);
        using var recording = new Tape(backend);
        MeasurementOptions half = options with { Seconds = options.Seconds / 2 };
        Timing forwardTiming = Measurement.Of(Forward, half, cancellation);
        return new BenchmarkResult(Measurement.Of(ForwardAndBackward, half, cancellation), both, (forwardTiming, forward));

        Shape OutputShape()
        {
            using var tape = new Tape(backend, gradients: false);
            return layer.Forward(tape.Input(x)).Shape;
        }

        void Forward()
        {
            layer.Forward(evaluating.Input(x));
            evaluating.Restart();
        }

        void ForwardAndBackward()
        {
            layer.ClearGradients();
            recording.Backward(layer.Forward(recording.Watch(x)), recording.Input(dy));
            recording.Restart();
        }
    }
}
