using BenchmarkDotNet.Attributes;
using NormSharp.Kernels.Pooling;
using NormSharp.Primitives;

namespace NormSharp.Benchmarks.Pooling;

/// <summary>Pooling by two as LeNet does it, average and maximum, and the average of whole planes that ends residual networks.</summary>
public class PoolingBenchmarks : TeamBenchmark
{
    private static readonly PoolingGeometry Geometry = new(new(256 * 6, 24, 24, 2, 2, 2, 2));

    private float[] _x = [];
    private float[] _y = [];
    private int[] _indices = [];

    /// <summary>The average of each window.</summary>
    [Benchmark]
    public void Average() => AveragePooling.Forward(Team, Geometry, countPadding: true, _x, _y);

    /// <summary>Its gradient.</summary>
    [Benchmark]
    public void AverageGradient() => AveragePooling.Backward(Team, Geometry, countPadding: true, _y, _x);

    /// <summary>The maximum of each window.</summary>
    [Benchmark]
    public void Max() => MaxPooling.Forward(Team, Geometry, _x, _y, _indices);

    /// <summary>Its gradient.</summary>
    [Benchmark]
    public void MaxGradient() => MaxPooling.Backward(Team, Geometry, _y, _indices, _x);

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _x = RandomNumbers.Of(Geometry.InputLength, 1);
        _y = new float[Geometry.OutputLength];
        _indices = new int[Geometry.OutputLength];
        Max();
    }
}
