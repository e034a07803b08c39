using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Reference;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

/// <summary>One geometry: the pass and its three gradients by the kernels and by their twins in double.</summary>
internal class ConvolutionCase(ConvolutionGeometry g, int seed = 1)
{
    /// <summary>Of the sum of the terms' magnitudes: far above float rounding, far below one dropped term among 10⁵.</summary>
    private const double ElementTolerance = 1e-6;

    /// <summary>‖difference‖ / ‖reference‖.</summary>
    private const double NormTolerance = 1e-6;

    private readonly float[] _x = TestNumbers.Uniform(g.InputLength, seed);
    private readonly float[] _weight = TestNumbers.Uniform(g.WeightLength, seed + 1);
    private readonly float[] _bias = TestNumbers.Uniform(g.OutChannels, seed + 2);
    private readonly float[] _dy = TestNumbers.Uniform(g.OutputLength, seed + 3);

    /// <summary>Compares all four kernels, with and without a bias.</summary>
    public void Check(ThreadTeam team)
    {
        Spoil(team);
        Compare("y", Forward(team, _bias), of => Twin(g.OutputLength, y => ReferenceConvolution.Forward<double>(g, of(_x), of(_weight), of(_bias), y)));
        Compare("y without bias", Forward(team, []), of => Twin(g.OutputLength, y => ReferenceConvolution.Forward<double>(g, of(_x), of(_weight), [], y)));
        Compare("dx", GradientInput(team), of => Twin(g.InputLength, dx => ReferenceConvolution.GradientInput<double>(g, of(_dy), of(_weight), dx)));
        Compare("dWeight", GradientWeight(team), of => Twin(g.WeightLength, dw => ReferenceConvolution.GradientWeight<double>(g, of(_x), of(_dy), dw)));
        Compare("dBias", GradientBias(team), of => Twin(g.OutChannels, db => ReferenceConvolution.GradientBias<double>(g, of(_dy), db)));
    }

    /// <summary>All results, one after the other.</summary>
    public float[] Everything(ThreadTeam team) =>
        [.. Forward(team, _bias), .. GradientInput(team), .. GradientWeight(team), .. GradientBias(team)];

    /// <summary>The forward pass as the public function chooses; a way of its own in a class that tests it whether it is chosen or not.</summary>
    protected virtual void RunForward(ThreadTeam team, float[] x, float[] weight, float[] bias, float[] y) =>
        Kernels.Convolution.Convolution.Forward(team, g, x, weight, bias, y);

    protected virtual void RunGradientInput(ThreadTeam team, float[] dy, float[] weight, float[] dx) =>
        Kernels.Convolution.Convolution.GradientInput(team, g, dy, weight, dx);

    protected virtual void RunGradientWeight(ThreadTeam team, float[] x, float[] dy, float[] dWeight) =>
        Kernels.Convolution.Convolution.GradientWeight(team, g, x, dy, dWeight);

    private static double[] Twin(int length, Action<double[]> run)
    {
        double[] result = new double[length];
        run(result);
        return result;
    }

    /// <summary>Fills the team's scratch memory with NaN, so that a number read before it is written shows.</summary>
    private static unsafe void Spoil(ThreadTeam team) => new Span<float>(team.SharedScratch(1 << 20), 1 << 20).Fill(float.NaN);

    private void Compare(string name, float[] actual, Func<Func<float[], double[]>, double[]> twin)
    {
        double[] expected = twin(values => [.. values.Select(v => (double)v)]);
        double[] size = twin(values => [.. values.Select(v => Math.Abs((double)v))]);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            double error = actual[i] - expected[i];
            Assert.True(
                Math.Abs(error) <= ElementTolerance * size[i],
                $"{g}: number {i} of {name} is {actual[i]:R}; {expected[i]:R} was expected, terms add up to {size[i]:R}.");
            difference += error * error;
            norm += expected[i] * expected[i];
        }

        Assert.True(difference <= NormTolerance * NormTolerance * norm, $"{g}: {name} is off by {Math.Sqrt(difference / norm):E2} of its norm.");
    }

    // Outputs start as NaN: every number must be written.
    private static float[] Unwritten(int length)
    {
        float[] output = new float[length];
        Array.Fill(output, float.NaN);
        return output;
    }

    private float[] Forward(ThreadTeam team, float[] bias)
    {
        float[] y = Unwritten(g.OutputLength);
        RunForward(team, _x, _weight, bias, y);
        return y;
    }

    private float[] GradientInput(ThreadTeam team)
    {
        float[] dx = Unwritten(g.InputLength);
        RunGradientInput(team, _dy, _weight, dx);
        return dx;
    }

    private float[] GradientWeight(ThreadTeam team)
    {
        float[] dWeight = Unwritten(g.WeightLength);
        RunGradientWeight(team, _x, _dy, dWeight);
        return dWeight;
    }

    private float[] GradientBias(ThreadTeam team)
    {
        float[] dBias = Unwritten(g.OutChannels);
        Kernels.Convolution.Convolution.GradientBias(team, g, _dy, dBias);
        return dBias;
    }
}
