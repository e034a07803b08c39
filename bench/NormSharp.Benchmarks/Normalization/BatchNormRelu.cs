using BenchmarkDotNet.Attributes;
using NormSharp.Kernels.Normalization;
using NormSharp.Primitives;

namespace NormSharp.Benchmarks.Normalization;

/// <summary>
/// Batch normalization with ReLU, training mode, forward and backward, beside four copies of the tensor: the passes read and write a tensor
/// eight times in all, as four copies do.
/// </summary>
[MemoryDiagnoser]
public class BatchNormRelu : TeamBenchmark
{
    private readonly Activation _relu = new(ActivationKind.Relu);
    private Planes _planes;
    private float[] _x = [];
    private float[] _y = [];
    private float[] _dy = [];
    private float[] _dx = [];
    private float[] _gamma = [];
    private float[] _beta = [];
    private double[] _mean = [];
    private double[] _m2 = [];
    private double[] _invStd = [];
    private double[] _sumDz = [];
    private double[] _sumDzXHat = [];

    /// <summary>Two convolution layers of a residual network, the four normalized layers of LeNet.</summary>
    [Params("64x64x3136", "128x256x196", "256x6x576", "256x16x64", "256x120x1", "256x84x1")]
    public string Shape { get; set; } = "";

    /// <inheritdoc/>
    protected override void Prepare()
    {
        int[] sizes = [.. Shape.Split('x').Select(int.Parse)];
        _planes = new Planes(sizes[0], sizes[1], sizes[2]);
        _x = RandomNumbers.Of(_planes.Length, 1);
        _dy = RandomNumbers.Of(_planes.Length, 2);
        _gamma = RandomNumbers.Of(_planes.Channels, 3);
        _beta = RandomNumbers.Of(_planes.Channels, 4);
        _y = new float[_planes.Length];
        _dx = new float[_planes.Length];
        _mean = new double[_planes.Channels];
        _m2 = new double[_planes.Channels];
        _invStd = new double[_planes.Channels];
        _sumDz = new double[_planes.Channels];
        _sumDzXHat = new double[_planes.Channels];
        Statistics();
    }

    [Benchmark(Baseline = true)]
    public void FourCopies()
    {
        _x.CopyTo(_y, 0);
        _y.CopyTo(_dx, 0);
        _dy.CopyTo(_y, 0);
        _y.CopyTo(_dx, 0);
    }

    [Benchmark]
    public void Statistics()
    {
        ChannelStatistics.Compute(Team, _planes, _x, _mean, _m2);
        for (int c = 0; c < _invStd.Length; c++)
        {
            _invStd[c] = 1 / Math.Sqrt((_m2[c] / _planes.CountPerChannel) + 1e-5);
        }
    }

    [Benchmark]
    public void Apply() => Normalize.Apply(Team, _planes, _x, new(_mean, _invStd, _gamma, _beta), _relu, _y);

    [Benchmark]
    public void Reduce() =>
        NormalizeGradient.Reduce(Team, _planes, new(_x, _y, _dy, new(_mean, _invStd, _gamma, _beta), _relu), _sumDz, _sumDzXHat);

    [Benchmark]
    public void InputGradient() =>
        NormalizeGradient.ThroughBatchStatistics(
            Team,
            _planes,
            new(_x, _y, _dy, new(_mean, _invStd, _gamma, _beta), _relu),
            new(_sumDz, _sumDzXHat, _planes.CountPerChannel),
            _dx);

    [Benchmark]
    public void ForwardAndBackward()
    {
        Statistics();
        Apply();
        Reduce();
        InputGradient();
    }
}
