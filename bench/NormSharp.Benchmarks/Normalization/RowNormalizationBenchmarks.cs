using BenchmarkDotNet.Attributes;
using NormSharp.Kernels.Normalization.Rows;
using NormSharp.Primitives;

namespace NormSharp.Benchmarks.Normalization;

/// <summary>Layer and root-mean-square normalization of rows, forward and backward.</summary>
public class RowNormalizationBenchmarks : TeamBenchmark
{
    private static readonly Activation Identity = Activation.Identity;

    private RowExtent _extent;
    private float[] _x = [];
    private float[] _y = [];
    private float[] _dy = [];
    private float[] _dx = [];
    private float[] _gamma = [];
    private float[] _beta = [];
    private float[] _dGamma = [];
    private float[] _dBeta = [];
    private double[] _mean = [];
    private double[] _invStd = [];

    /// <summary>Numbers in a row.</summary>
    [Params(120, 768)]
    public int RowLength { get; set; }

    /// <summary>Layer normalization when true, root-mean-square when false.</summary>
    [Params(true, false)]
    public bool Centered { get; set; }

    /// <summary>y.</summary>
    [Benchmark]
    public void Forward() => NormalizeRows.Apply(Team, _extent, Centered,
        new RowSpans
        {
            X = _x,
            Epsilon = 1e-5,
            Gamma = _gamma,
            Beta = _beta,
            Activation = Identity,
            Y = _y,
            Mean = _mean,
            InvStd = _invStd,
        });

    /// <summary>dx, dγ and dβ.</summary>
    [Benchmark]
    public void Backward() =>
        NormalizeRowsGradient.Apply(
            Team, _extent, Centered, new(_x, _y, _dy, new(_mean, _invStd, _gamma, _beta), Identity), _dx, _dGamma, _dBeta);

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _extent = new RowExtent(4096, RowLength);
        _x = RandomNumbers.Of(_extent.Length, 1);
        _dy = RandomNumbers.Of(_extent.Length, 2);
        _gamma = RandomNumbers.Of(RowLength, 3);
        _beta = RandomNumbers.Of(RowLength, 4);
        _y = new float[_extent.Length];
        _dx = new float[_extent.Length];
        _dGamma = new float[RowLength];
        _dBeta = new float[RowLength];
        _mean = new double[_extent.Rows];
        _invStd = new double[_extent.Rows];
        Forward();
    }
}
