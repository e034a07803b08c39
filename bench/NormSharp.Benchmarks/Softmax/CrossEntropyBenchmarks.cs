using BenchmarkDotNet.Attributes;
using NormSharp.Kernels.Softmax;

namespace NormSharp.Benchmarks.Softmax;

/// <summary>The loss of a batch and its gradient, for few and for many classes.</summary>
public class CrossEntropyBenchmarks : TeamBenchmark
{
    private const int Rows = 256;

    private float[] _logits = [];
    private float[] _logProbabilities = [];
    private float[] _gradient = [];
    private int[] _labels = [];

    /// <summary>Classes.</summary>
    [Params(10, 1000)]
    public int Classes { get; set; }

    /// <summary>The loss.</summary>
    [Benchmark]
    public double Forward() => SoftmaxCrossEntropy.Forward(Team, Rows, Classes, _logits, new(_labels, [], 0), _logProbabilities);

    /// <summary>Its gradient by the logits.</summary>
    [Benchmark]
    public void Backward() => SoftmaxCrossEntropy.Backward(Team, Rows, Classes, _logProbabilities, new(_labels, [], 0), 1, _gradient);

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _logits = RandomNumbers.Of(Rows * Classes, 1);
        _logProbabilities = new float[_logits.Length];
        _gradient = new float[_logits.Length];
        _labels = [.. Enumerable.Range(0, Rows).Select(row => row * 7 % Classes)];
        Forward();
    }
}
