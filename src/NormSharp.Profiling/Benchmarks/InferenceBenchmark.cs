using NormSharp.Backends;
using NormSharp.Data;

namespace NormSharp.Profiling;

/// <summary>Classifying batches: load a batch, forward, largest logit.</summary>
/// <param name="Inference">Makes the way to compute the logits, on a backend.</param>
/// <param name="Images">What is classified.</param>
/// <param name="BatchSize">Images of a batch.</param>
internal sealed record InferenceBenchmark(Func<Backend, IInference> Inference, ImageSet Images, int BatchSize)
{
    /// <summary>
    /// Whether the forward pass is timed alone, on one batch that is ready as floats: without loading and without the largest logit.
    /// </summary>
    public bool ForwardOnly { get; init; }

    /// <summary>Measures batches.</summary>
    /// <param name="backend">What computes.</param>
    /// <param name="measurement">For how long.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public BenchmarkResult Run(Backend backend, MeasurementOptions measurement, CancellationToken cancellation = default)
    {
        BatchSource source = Source();
        return StepBenchmark.Run(source, backend, on => Step(source, on), measurement, cancellation);
    }

    /// <summary>Measures where the time of a batch goes.</summary>
    /// <param name="backend">What computes.</param>
    /// <param name="measurement">For how long.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public KernelProfile ByKernel(Backend backend, MeasurementOptions measurement, CancellationToken cancellation = default)
    {
        BatchSource source = Source();
        return StepBenchmark.ByKernel(source, backend, on => Step(source, on), measurement, cancellation);
    }

    private BatchSource Source() => new(Images, BatchSize, shuffle: false, repeatsFirst: ForwardOnly);

    private Computation Step(BatchSource source, Backend backend)
    {
        IInference inference = Inference(backend);
        if (ForwardOnly)
        {
            return new Computation(() => inference.Forward(source.Batch), inference);
        }

        int[] labels = new int[BatchSize];
        return new Computation(() => inference.Classify(source.Batch, labels), inference);
    }
}
