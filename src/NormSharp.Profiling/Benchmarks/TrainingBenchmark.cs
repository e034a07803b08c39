using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Training;

namespace NormSharp.Profiling;

/// <summary>Steps of a training as <see cref="Trainer"/> makes them: load a batch, forward, loss, backward, update.</summary>
/// <param name="Model">The network; it is trained.</param>
/// <param name="Images">What it is trained on.</param>
/// <param name="Options">Batch size, optimizer, learning rate, loss; threads and folder are not read.</param>
public sealed record TrainingBenchmark(Module Model, ImageSet Images, TrainerOptions Options)
{
    /// <summary>Measures steps.</summary>
    /// <param name="backend">What computes.</param>
    /// <param name="measurement">For how long.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public BenchmarkResult Run(Backend backend, MeasurementOptions measurement, CancellationToken cancellation = default)
    {
        BatchSource source = Source();
        return StepBenchmark.Run(source, backend, on => Step(source, on), measurement, cancellation);
    }

    /// <summary>Measures where the time of a step goes.</summary>
    /// <param name="backend">What computes.</param>
    /// <param name="measurement">For how long.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public KernelProfile ByKernel(Backend backend, MeasurementOptions measurement, CancellationToken cancellation = default)
    {
        BatchSource source = Source();
        return StepBenchmark.ByKernel(source, backend, on => Step(source, on), measurement, cancellation);
    }

    /// <summary>Makes one step without any warm-up, as the first of a training.</summary>
    /// <param name="backend">What computes.</param>
    public void FirstStep(Backend backend)
    {
        BatchSource source = Source();
        source.Load();
        using Computation step = Step(source, backend);
        step.Run();
    }

    private BatchSource Source() => new(Images, Options.BatchSize, shuffle: true);

    private Computation Step(BatchSource source, Backend backend)
    {
        Model.Train();
        var step = new TrainingStep(Model, backend, OptimizerFactory.Create(Model, Options, backend), Options);
        long number = 0;
        return new Computation(Run, step);

        void Run()
        {
            step.Begin(number++);
            step.Learn(source.Batch, share: 1);
            step.Update(Options.LearningRate);
        }
    }
}
