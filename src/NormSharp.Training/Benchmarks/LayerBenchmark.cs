using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Training.Benchmarks;

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
            using var tape = new Tape(backend, gradients: false);
            layer.Forward(tape.Input(x));
        }

        void ForwardAndBackward()
        {
            layer.ClearGradients();
            using var tape = new Tape(backend);
            tape.Backward(layer.Forward(tape.Watch(x)), tape.Input(dy));
        }
    }
}
