using BenchmarkDotNet.Attributes;
using NormSharp.Kernels.Optimizers;
using NormSharp.Primitives;

namespace NormSharp.Benchmarks.Optimizers;

/// <summary>Updates of as many parameters as LeNet and ResNet-20 have.</summary>
public class OptimizerBenchmarks : TeamBenchmark
{
    private readonly SgdStep _sgd = new(0.01, 0.9, 0, false, 1e-4, 1, false);
    private readonly AdamStep _adam = new(1e-3, 0.9, 0.999, 1e-8, 1e-2, 1, 10) { Decoupled = true };
    private float[] _parameters = [];
    private float[] _gradient = [];
    private float[] _first = [];
    private float[] _second = [];

    /// <summary>Parameters.</summary>
    [Params(44_878, 272_474)]
    public int Length { get; set; }

    /// <summary>Stochastic gradient descent with momentum and weight decay.</summary>
    [Benchmark]
    public void Sgd() => SgdKernel.Update(Team, _parameters, _gradient, _first, _sgd);

    /// <summary>AdamW.</summary>
    [Benchmark]
    public void AdamW() => AdamKernel.Update(Team, _parameters, _gradient, _first, _second, _adam);

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _parameters = RandomNumbers.Of(Length, 1);
        _gradient = RandomNumbers.Of(Length, 2);
        _first = new float[Length];
        _second = new float[Length];
    }
}
