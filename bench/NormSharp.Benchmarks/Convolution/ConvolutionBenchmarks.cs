using BenchmarkDotNet.Attributes;
using NormSharp.Kernels.Convolution;
using NormSharp.Primitives;

namespace NormSharp.Benchmarks.Convolution;

/// <summary>The convolutions of LeNet at batch 256 and of residual networks at batch 128, forward and backward.</summary>
public class ConvolutionBenchmarks : TeamBenchmark
{
    private static readonly Dictionary<string, ConvolutionGeometry> Shapes = new()
    {
        ["LeNet first"] = new(new(256, 1, 28, 28, 6, 5, 5)),
        ["LeNet first, padded"] = new(new(256, 1, 28, 28, 6, 5, 5) { PaddingHeight = 2, PaddingWidth = 2 }),
        ["LeNet second"] = new(new(256, 6, 12, 12, 16, 5, 5)),
        ["residual 16"] = new(new(128, 16, 32, 32, 16, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }),
        ["residual 32"] = new(new(128, 32, 16, 16, 32, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }),
        ["residual 64"] = new(new(128, 64, 8, 8, 64, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }),
        ["transition"] = new(new(128, 16, 32, 32, 32, 3, 3) { StrideHeight = 2, StrideWidth = 2, PaddingHeight = 1, PaddingWidth = 1 }),
        ["shortcut"] = new(new(128, 16, 32, 32, 32, 1, 1) { StrideHeight = 2, StrideWidth = 2 }),
        ["VGG"] = new(new(8, 64, 56, 56, 64, 3, 3) { PaddingHeight = 1, PaddingWidth = 1 }),
        ["depthwise"] = new(new(32, 32, 16, 16, 32, 3, 3) { PaddingHeight = 1, PaddingWidth = 1, Groups = 32 }),
    };

    private readonly Activation _relu = new(ActivationKind.Relu);
    private ConvolutionGeometry _g;
    private float[] _x = [];
    private float[] _weight = [];
    private float[] _y = [];
    private float[] _dy = [];
    private float[] _dx = [];
    private float[] _dWeight = [];

    /// <summary>Which shape.</summary>
    [ParamsSource(nameof(Names))]
    public string Shape { get; set; } = "";

    /// <summary>All shapes.</summary>
    public static IEnumerable<string> Names => Shapes.Keys;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _g = Shapes[Shape];
        _x = RandomNumbers.Of(_g.InputLength, 1);
        _weight = RandomNumbers.Of(_g.WeightLength, 2);
        _dy = RandomNumbers.Of(_g.OutputLength, 3);
        _y = new float[_g.OutputLength];
        _dx = new float[_g.InputLength];
        _dWeight = new float[_g.WeightLength];
    }

    /// <summary>y.</summary>
    [Benchmark]
    public void Forward() => ConvolutionKernel.Forward(Team, _g, _x, _weight, [], _y);

    /// <summary>y = relu(convolution + residual), as an inference plan computes it.</summary>
    [Benchmark]
    public void ForwardThen() => ConvolutionKernel.Forward(
        Team, _g, new ForwardSpans { Input = _x, Weight = _weight, Residual = _dy, Activation = _relu, Output = _y });

    /// <summary>dx.</summary>
    [Benchmark]
    public void GradientInput() => ConvolutionKernel.GradientInput(Team, _g, _dy, _weight, _dx);

    /// <summary>dWeight.</summary>
    [Benchmark]
    public void GradientWeight() => ConvolutionKernel.GradientWeight(Team, _g, _x, _dy, _dWeight);
}
