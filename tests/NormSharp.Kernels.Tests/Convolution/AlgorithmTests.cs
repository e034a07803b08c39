using NormSharp.Kernels.Convolution;
using NormSharp.Kernels.Convolution.Passes;
using NormSharp.Kernels.Elementwise;
using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Convolution;

/// <summary>Every algorithm on every geometry that it accepts, whether it would be chosen there or not, and the plan's choice.</summary>
[Trait("Kind", "Kernel")]
public class AlgorithmTests
{
    [Theory]
    [MemberData(nameof(ConvolutionGeometries.Usual), MemberType = typeof(ConvolutionGeometries))]
    public void AgreesWithItsTwin(string name, object given)
    {
        var geometry = (ConvolutionGeometry)given;
        Assert.NotEmpty(name);
        using var team = new ThreadTeam(2);
        var convolution = new ConvolutionCase(geometry);
        convolution.CheckEvery(team);
        convolution.Check(team);
    }

    [Theory]
    [MemberData(nameof(ConvolutionGeometries.Usual), MemberType = typeof(ConvolutionGeometries))]
    public void BitsDoNotDependOnThreads(string name, object given)
    {
        var geometry = (ConvolutionGeometry)given;
        Assert.NotEmpty(name);
        var convolution = new ConvolutionCase(geometry);
        float[] expected = TestNumbers.OnAnyThreads(convolution.EverythingByAll);
        using var three = new ThreadTeam(3);
        TestNumbers.AssertSameBits(expected, convolution.EverythingByAll(three));
    }

    [Theory]
    [Trait("Category", "Exhaustive")]
    [MemberData(nameof(ConvolutionGeometries.Large), MemberType = typeof(ConvolutionGeometries))]
    public void LargeOnesToo(string name, object given)
    {
        AgreesWithItsTwin(name, given);
        BitsDoNotDependOnThreads(name, given);
    }

    [Theory]
    [MemberData(nameof(ConvolutionGeometries.All), MemberType = typeof(ConvolutionGeometries))]
    public void ShortcutAndActivationGiveTheBitsOfSeparatePasses(string name, object given)
    {
        var g = (ConvolutionGeometry)given;
        Assert.NotEmpty(name);
        using var team = new ThreadTeam(2);
        float[] x = TestNumbers.Uniform(g.InputLength, 1);
        float[] weight = TestNumbers.Uniform(g.WeightLength, 2);
        float[] residual = TestNumbers.Uniform(g.OutputLength, 3);
        var activation = new Activation(ActivationKind.Sigmoid);
        foreach (ForwardAlgorithm algorithm in ConvolutionPlans.Current.Forward.Algorithms.Where(algorithm => algorithm.Judge(g).Accepts))
        {
            float[] expected = new float[g.OutputLength];
            ConvolutionKernel.Forward(team, g, new ForwardSpans { Input = x, Weight = weight, Output = expected }, algorithm);
            BinaryKernel.Apply(team, BinaryOperation.Add, expected, residual, expected);
            ActivationKernel.Apply(team, activation, expected, expected);
            float[] actual = new float[g.OutputLength];
            Array.Fill(actual, float.NaN);
            var spans = new ForwardSpans { Input = x, Weight = weight, Residual = residual, Activation = activation, Output = actual };
            ConvolutionKernel.Forward(team, g, spans, algorithm);
            TestNumbers.AssertSameBits(expected, actual);
        }
    }

    [Fact]
    public void EveryAlgorithmIsTestedOnManyGeometriesAndTheLastOnAll()
    {
        ConvolutionPlans plans = ConvolutionPlans.Current;
        ConvolutionGeometry[] all = [.. ConvolutionGeometries.All.Select(row => (ConvolutionGeometry)row.Data.Item2)];
        CountAccepted(plans.Forward);
        CountAccepted(plans.InputGradient);
        CountAccepted(plans.WeightGradient);

        void CountAccepted<TAlgorithm>(AlgorithmTable<ConvolutionGeometry, TAlgorithm> table)
            where TAlgorithm : class, IAlgorithm<ConvolutionGeometry>
        {
            Assert.Equal(table.Algorithms.Count, table.Algorithms.Select(algorithm => algorithm.Name).Distinct().Count());
            foreach (TAlgorithm algorithm in table.Algorithms)
            {
                int accepted = all.Count(g => algorithm.Judge(g).Accepts);
                bool needsWiderVectors = algorithm.Name == "tap-rows" && MachineDescription.Current.Lanes != 16;
                Expect.True(
                    accepted >= 8 || needsWiderVectors, $"{table.Pass}: {algorithm.Name} accepts {accepted} geometries of the list");
            }

            Assert.All(all, g => Assert.True(table.Algorithms[^1].Judge(g) is { Accepts: true, Pays: true }));
        }
    }
}
