using NormSharp.Kernels.Convolution.Winograd;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Reference;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

/// <summary>One geometry: the forward pass and two gradients by Winograd's algorithm, whether it would pay or not, and by their twins in double.</summary>
internal sealed unsafe class WinogradCase(ConvolutionGeometry g, long passGoal = WinogradWeightGradient.PassGoal, int seed = 1)
{
    /// <summary>‖difference‖ / ‖reference‖, as for every other convolution.</summary>
    private const double NormTolerance = 1e-6;

    /// <summary>
    /// Of the largest sum of the terms' magnitudes: an output's error comes from its whole tile, so at the padding, where fewer terms meet, it is as
    /// large as in the middle.
    /// </summary>
    private const double ElementTolerance = 1e-6;

    private readonly float[] _x = TestNumbers.Uniform(g.InputLength, seed);
    private readonly float[] _weight = TestNumbers.Uniform(g.WeightLength, seed + 1);
    private readonly float[] _bias = TestNumbers.Uniform(g.OutChannels, seed + 2);
    private readonly float[] _dy = TestNumbers.Uniform(g.OutputLength, seed + 3);

    /// <summary>Compares with the twins.</summary>
    public void Check(ThreadTeam team)
    {
        new Span<float>(team.SharedScratch(1 << 20), 1 << 20).Fill(float.NaN);
        Compare("y", Forward(team, _bias), of => Twin(g.OutputLength, y => ReferenceConvolution.Forward<double>(g, of(_x), of(_weight), of(_bias), y)));
        Compare("dx", GradientInput(team), of => Twin(g.InputLength, dx => ReferenceConvolution.GradientInput<double>(g, of(_dy), of(_weight), dx)));
        Compare("dWeight", GradientWeight(team), of => Twin(g.WeightLength, dw => ReferenceConvolution.GradientWeight<double>(g, of(_x), of(_dy), dw)));
    }

    /// <summary>All results, one after the other.</summary>
    public float[] Everything(ThreadTeam team) => [.. Forward(team, _bias), .. GradientInput(team), .. GradientWeight(team)];

    /// <summary>The same by the public functions, which choose.</summary>
    public float[] EverythingAsChosen(ThreadTeam team)
    {
        float[] y = new float[g.OutputLength];
        float[] dx = new float[g.InputLength];
        float[] dWeight = new float[g.WeightLength];
        Kernels.Convolution.Convolution.Forward(team, g, _x, _weight, _bias, y);
        Kernels.Convolution.Convolution.GradientInput(team, g, _dy, _weight, dx);
        Kernels.Convolution.Convolution.GradientWeight(team, g, _x, _dy, dWeight);
        return [.. y, .. dx, .. dWeight];
    }

    private static double[] Twin(int length, Action<double[]> run)
    {
        double[] result = new double[length];
        run(result);
        return result;
    }

    // Outputs start as NaN: every number must be written.
    private static float[] Unwritten(int length)
    {
        float[] output = new float[length];
        Array.Fill(output, float.NaN);
        return output;
    }

    private void Compare(string name, float[] actual, Func<Func<float[], double[]>, double[]> twin)
    {
        double[] expected = twin(values => [.. values.Select(v => (double)v)]);
        double largest = twin(values => [.. values.Select(v => Math.Abs((double)v))]).Max();
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            double error = actual[i] - expected[i];
            Assert.True(
                Math.Abs(error) <= ElementTolerance * largest,
                $"{g}: number {i} of {name} is {actual[i]:R}; {expected[i]:R} was expected, terms add up to {largest:R} at most.");
            difference += error * error;
            norm += expected[i] * expected[i];
        }

        Assert.True(difference <= NormTolerance * NormTolerance * norm, $"{g}: {name} is off by {Math.Sqrt(difference / norm):E2} of its norm.");
    }

    private float[] Forward(ThreadTeam team, float[] bias)
    {
        float[] y = Unwritten(g.OutputLength);
        fixed (float* px = _x, pw = _weight, pb = bias, py = y)
        {
            WinogradCorrelation.Forward(team, WinogradShape.Of(g)!.Value, px, pw, pb, py);
        }

        return y;
    }

    private float[] GradientInput(ThreadTeam team)
    {
        float[] dx = Unwritten(g.InputLength);
        fixed (float* pdy = _dy, pw = _weight, pdx = dx)
        {
            WinogradCorrelation.GradientInput(team, WinogradShape.OfInputGradient(g)!.Value, pdy, pw, pdx);
        }

        return dx;
    }

    private float[] GradientWeight(ThreadTeam team)
    {
        float[] dWeight = Unwritten(g.WeightLength);
        fixed (float* px = _x, pdy = _dy, pdw = dWeight)
        {
            WinogradWeightGradient.Run(team, WinogradShape.Of(g)!.Value, px, pdy, pdw, passGoal);
        }

        return dWeight;
    }
}
