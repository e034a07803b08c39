using BenchmarkDotNet.Attributes;
using NormSharp.Kernels.Elementwise;
using NormSharp.Primitives;

namespace NormSharp.Benchmarks.Elementwise;

/// <summary>Activations of a layer's outputs, in place of what a fused kernel does on its way, and the sum of a residual block.</summary>
public class ActivationBenchmarks : TeamBenchmark
{
    private const int Length = 128 * 16 * 32 * 32;

    private Activation _activation;
    private float[] _x = [];
    private float[] _y = [];
    private float[] _dy = [];
    private float[] _dx = [];

    /// <summary>Which function.</summary>
    [Params(ActivationKind.Relu, ActivationKind.Sigmoid, ActivationKind.Tanh, ActivationKind.Gelu, ActivationKind.Silu)]
    public ActivationKind Kind { get; set; }

    /// <summary>y = f(x).</summary>
    [Benchmark]
    public void Forward() => ActivationKernel.Apply(Team, _activation, _x, _y);

    /// <summary>dx = dy·f′(x).</summary>
    [Benchmark]
    public void Gradient() => ActivationKernel.Gradient(Team, _activation, _x, _y, _dy, _dx);

    /// <summary>y = f(a + b).</summary>
    [Benchmark]
    public void AddThen() => AddActivationKernel.Apply(Team, _activation, _x, _dy, _dx);

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _activation = new Activation(Kind);
        _x = RandomNumbers.Of(Length, 1);
        _dy = RandomNumbers.Of(Length, 2);
        _y = new float[Length];
        _dx = new float[Length];
        Forward();
    }
}
