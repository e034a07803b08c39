using NormSharp.Kernels.Convolution;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Convolution.Winograd;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Kernels.Tests.Reference;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

/// <summary>One geometry: the pass and its three gradients by the kernels and by their twins in double.</summary>
internal sealed class ConvolutionCase
{
    /// <summary>Of the sum of the terms' magnitudes: far above float rounding, far below one dropped term among 10⁵.</summary>
    private const double ElementTolerance = 1e-6;

    /// <summary>‖difference‖ / ‖reference‖.</summary>
    private const double NormTolerance = 1e-6;

    private readonly ConvolutionGeometry _g;
    private readonly float[] _x;
    private readonly float[] _weight;
    private readonly float[] _bias;
    private readonly float[] _dy;
    private readonly Lazy<Expected> _y;
    private readonly Lazy<Expected> _yWithoutBias;
    private readonly Lazy<Expected> _dx;
    private readonly Lazy<Expected> _dWeight;
    private readonly Lazy<Expected> _dBias;

    public ConvolutionCase(ConvolutionGeometry g, int seed = 1)
    {
        _g = g;
        _x = TestNumbers.Uniform(g.InputLength, seed);
        _weight = TestNumbers.Uniform(g.WeightLength, seed + 1);
        _bias = TestNumbers.Uniform(g.OutChannels, seed + 2);
        _dy = TestNumbers.Uniform(g.OutputLength, seed + 3);
        _y = Twin(g.OutputLength, (of, y) => ReferenceConvolution.Forward<double>(g, of(_x), of(_weight), of(_bias), y));
        _yWithoutBias = Twin(g.OutputLength, (of, y) => ReferenceConvolution.Forward<double>(g, of(_x), of(_weight), [], y));
        _dx = Twin(g.InputLength, (of, dx) => ReferenceConvolution.GradientInput<double>(g, of(_dy), of(_weight), dx));
        _dWeight = Twin(g.WeightLength, (of, dw) => ReferenceConvolution.GradientWeight<double>(g, of(_x), of(_dy), dw));
        _dBias = Twin(g.OutChannels, (of, db) => ReferenceConvolution.GradientBias<double>(g, of(_dy), db));
    }

    /// <summary>Compares all kernels with their twins, with and without a bias, by the algorithms that are chosen.</summary>
    public void Check(ThreadTeam team)
    {
        CheckForward(team, null);
        CheckInputGradient(team, null);
        CheckWeightGradient(team, null);
        float[] dBias = Unwritten(_g.OutChannels);
        ConvolutionKernel.GradientBias(team, _g, _dy, dBias);
        Compare("dBias", dBias, _dBias.Value);
    }

    /// <summary>The same by every algorithm that accepts the geometry.</summary>
    public void CheckEvery(ThreadTeam team)
    {
        ConvolutionPlans plans = ConvolutionPlans.Current;
        Accepting(plans.Forward).ForEach(algorithm => CheckForward(team, algorithm));
        Accepting(plans.InputGradient).ForEach(algorithm => CheckInputGradient(team, algorithm));
        Accepting(plans.WeightGradient).ForEach(algorithm => CheckWeightGradient(team, algorithm));
    }

    /// <summary>Compares a forward pass with its twin.</summary>
    public void CheckForward(ThreadTeam team, ForwardAlgorithm? algorithm)
    {
        string name = $"y by {algorithm?.Name ?? "the plan's choice"}";
        Spoil(team);
        Compare(name, Forward(team, _bias, algorithm), _y.Value, algorithm?.Name);
        Compare($"{name}, without bias", Forward(team, [], algorithm), _yWithoutBias.Value, algorithm?.Name);
    }

    /// <summary>Compares the input's gradient with its twin.</summary>
    public void CheckInputGradient(ThreadTeam team, InputGradientAlgorithm? algorithm)
    {
        Spoil(team);
        Compare($"dx by {algorithm?.Name ?? "the plan's choice"}", InputGradient(team, algorithm), _dx.Value, algorithm?.Name);
    }

    /// <summary>Compares the weight's gradient with its twin, alone and together with the bias's, which must not change it.</summary>
    public void CheckWeightGradient(ThreadTeam team, WeightGradientAlgorithm? algorithm)
    {
        string by = $"by {algorithm?.Name ?? "the plan's choice"}";
        Spoil(team);
        float[] alone = WeightGradient(team, algorithm);
        Compare($"dWeight {by}", alone, _dWeight.Value, algorithm?.Name);
        float[] dWeight = Unwritten(_g.WeightLength);
        float[] dBias = Unwritten(_g.OutChannels);
        ConvolutionKernel.GradientParameters(team, _g, _x, _dy, dWeight, dBias, algorithm);
        TestNumbers.AssertSameBits(alone, dWeight);
        Compare($"dBias {by}", dBias, _dBias.Value);
    }

    /// <summary>All results of the chosen algorithms, one after the other.</summary>
    public float[] Everything(ThreadTeam team) =>
        [.. Forward(team, _bias, null), .. InputGradient(team, null), .. WeightGradient(team, null), .. BiasGradient(team)];

    /// <summary>All results of every algorithm that accepts the geometry.</summary>
    public float[] EverythingByAll(ThreadTeam team) => EverythingByAll(team, ConvolutionPlans.Current);

    /// <summary>The same, as another machine would cut it.</summary>
    public float[] EverythingByAll(ThreadTeam team, ConvolutionPlans plans)
    {
        return
        [
            .. Accepting(plans.Forward).SelectMany(algorithm => Forward(team, _bias, algorithm)),
            .. Accepting(plans.InputGradient).SelectMany(algorithm => InputGradient(team, algorithm)),
            .. Accepting(plans.WeightGradient).SelectMany(algorithm => WeightGradient(team, algorithm)),
        ];
    }

    /// <summary>y.</summary>
    public float[] Forward(ThreadTeam team, float[] bias, ForwardAlgorithm? algorithm)
    {
        float[] y = Unwritten(_g.OutputLength);
        ConvolutionKernel.Forward(team, _g, new ForwardSpans { Input = _x, Weight = _weight, Bias = bias, Output = y }, algorithm);
        return y;
    }

    /// <summary>dx.</summary>
    public float[] InputGradient(ThreadTeam team, InputGradientAlgorithm? algorithm)
    {
        float[] dx = Unwritten(_g.InputLength);
        ConvolutionKernel.GradientInput(team, _g, _dy, _weight, dx, algorithm);
        return dx;
    }

    /// <summary>dWeight.</summary>
    public float[] WeightGradient(ThreadTeam team, WeightGradientAlgorithm? algorithm)
    {
        float[] dWeight = Unwritten(_g.WeightLength);
        ConvolutionKernel.GradientWeight(team, _g, _x, _dy, dWeight, algorithm);
        return dWeight;
    }

    private static Lazy<Expected> Twin(int length, Action<Func<float[], double[]>, double[]> run) => new(() =>
    {
        double[] values = new double[length];
        double[] sizes = new double[length];
        run(numbers => [.. numbers.Select(v => (double)v)], values);
        run(numbers => [.. numbers.Select(v => Math.Abs((double)v))], sizes);
        double[] squares = new double[length];
        run(numbers => [.. numbers.Select(v => (double)v * v)], squares);
        return new Expected(values, sizes, squares.Sum());
    });

    /// <summary>Fills the team's scratch memory with NaN, so that a number read before it is written shows.</summary>
    private static unsafe void Spoil(ThreadTeam team) => new Span<float>(team.SharedScratch(1 << 20), 1 << 20).Fill(float.NaN);

    // Outputs start as NaN: every number must be written.
    private static float[] Unwritten(int length)
    {
        float[] output = new float[length];
        Array.Fill(output, float.NaN);
        return output;
    }

    private List<TAlgorithm> Accepting<TAlgorithm>(AlgorithmTable<ConvolutionGeometry, TAlgorithm> table)
        where TAlgorithm : class, IAlgorithm<ConvolutionGeometry> =>
        [.. table.Algorithms.Where(algorithm => algorithm.Judge(_g).Accepts)];

    private float[] BiasGradient(ThreadTeam team)
    {
        float[] dBias = Unwritten(_g.OutChannels);
        ConvolutionKernel.GradientBias(team, _g, _dy, dBias);
        return dBias;
    }

    /// <summary>
    /// Asserts that every number is close to its twin's, relative to the sum of its terms' magnitudes. An output of Winograd's algorithm
    /// has the error of its whole tile, so at the padding, where fewer terms meet, it is as large as in the middle: the largest sum counts.
    /// Its error grows with the terms that are transformed, so where a few sums happen to cancel, their expected norm counts.
    /// </summary>
    private void Compare(string name, float[] actual, Expected expected, string? algorithm = null)
    {
        double largest = algorithm == WinogradChoice.Name && actual.Length > 0 ? expected.Sizes.Max() : 0;
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            double size = Math.Max(largest, expected.Sizes[i]);
            double error = actual[i] - expected.Values[i];
            Expect.True(
                Math.Abs(error) <= ElementTolerance * size,
                $"{_g}: number {i} of {name} is {actual[i]:R}; {expected.Values[i]:R} was expected, terms add up to {size:R}.");
            difference += error * error;
            norm += expected.Values[i] * expected.Values[i];
        }

        if (algorithm == WinogradChoice.Name)
        {
            norm = Math.Max(norm, expected.Squares);
        }

        Expect.True(
            difference <= NormTolerance * NormTolerance * norm, $"{_g}: {name} is off by {Math.Sqrt(difference / norm):E2} of its norm.");
    }

    /// <summary>A twin's result.</summary>
    /// <param name="Values">Its numbers.</param>
    /// <param name="Sizes">For each number, the sum of its terms' magnitudes.</param>
    /// <param name="Squares">All squared terms: what the squared norm is on average where terms have random signs.</param>
    private sealed record Expected(double[] Values, double[] Sizes, double Squares);
}
