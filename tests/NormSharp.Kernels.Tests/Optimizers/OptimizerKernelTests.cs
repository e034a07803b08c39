using NormSharp.Kernels.Optimizers;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Tests.Reference;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Optimizers;

[Trait("Kind", "Kernel")]
public class OptimizerKernelTests
{
    // Relative to the parameters, which are of order 1; a step moves them by about 0.1.
    private const double Tolerance = 3e-7;

    public static TheoryData<object> SgdSteps =>
    [
        new SgdStep(0.1, 0, 0, false, 0, 1, true),
        new SgdStep(0.1, 0, 0, false, 0.01, 0.5, false),
        new SgdStep(0.1, 0.9, 0, false, 0.01, 1, true),
        new SgdStep(0.1, 0.9, 0.3, false, 0.01, 0.5, false),
        new SgdStep(0.1, 0.9, 0, true, 0.01, 2, true),
        new SgdStep(0.1, 0.9, 0, true, 0.01, 2, false),
    ];

    public static TheoryData<object> AdamSteps =>
    [
        new AdamStep(0.01, 0.9, 0.999, 1e-8, 0, 1, 1),
        new AdamStep(0.01, 0.9, 0.999, 1e-8, 0.1, 0.5, 7),
        new AdamStep(0.01, 0.9, 0.999, 1e-8, 0.1, 2, 1) { Decoupled = true },
        new AdamStep(0.01, 0.8, 0.99, 1e-2, 0.1, 1, 10_000) { Decoupled = true },
    ];

    [Theory]
    [MemberData(nameof(SgdSteps))]
    public void SgdIsTheReference(object given)
    {
        var step = (SgdStep)given;
        foreach (int length in TestNumbers.Lengths)
        {
            float[] parameter = TestNumbers.Uniform(length, 1, 1f);
            float[] gradient = TestNumbers.Uniform(length, 2, 1f);
            float[] velocity = step.Momentum == 0 ? [] : TestNumbers.Uniform(length, 3, 1f);
            float[] results = TestNumbers.OnAnyThreads(team =>
            {
                float[] p = [.. parameter];
                float[] v = [.. velocity];
                SgdKernel.Update(team, p, gradient, v, step);
                return [.. p, .. v];
            });
            var expected = parameter
                .Select((p, i) => ReferenceOptimizers.Sgd<double>(p, gradient[i], step.Momentum == 0 ? 0 : velocity[i], step))
                .ToArray();
            TestNumbers.AssertClose([.. expected.Select(e => e.Parameter)], results.AsSpan(0, length), Tolerance, Tolerance);
            if (step.Momentum != 0)
            {
                TestNumbers.AssertClose([.. expected.Select(e => e.Velocity)], results.AsSpan(length), Tolerance, Tolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(AdamSteps))]
    public void AdamIsTheReference(object given)
    {
        var step = (AdamStep)given;
        foreach (int length in TestNumbers.Lengths)
        {
            float[] parameter = TestNumbers.Uniform(length, 1, 1f);
            float[] gradient = TestNumbers.Uniform(length, 2, 1f);
            float[] first = TestNumbers.Uniform(length, 3, 0.1f);
            float[] second = [.. TestNumbers.Uniform(length, 4, 0.1f).Select(MathF.Abs)];
            float[] results = TestNumbers.OnAnyThreads(team =>
            {
                float[] p = [.. parameter];
                float[] m = [.. first];
                float[] v = [.. second];
                AdamKernel.Update(team, p, gradient, m, v, step);
                return [.. p, .. m, .. v];
            });
            var expected = parameter
                .Select((p, i) => ReferenceOptimizers.Adam<double>(p, gradient[i], first[i], second[i], step))
                .ToArray();
            TestNumbers.AssertClose([.. expected.Select(e => e.Parameter)], results.AsSpan(0, length), Tolerance, Tolerance);
            TestNumbers.AssertClose([.. expected.Select(e => e.FirstMoment)], results.AsSpan(length, length), Tolerance, Tolerance);
            TestNumbers.AssertClose([.. expected.Select(e => e.SecondMoment)], results.AsSpan(2 * length), Tolerance, Tolerance);
        }
    }

    [Fact]
    public void RefusesWrongLengths()
    {
        using var team = new ThreadTeam(1);
        float[] four = new float[4];
        float[] three = new float[3];
        var momentum = new SgdStep(0.1, 0.9, 0, false, 0, 1, true);
        Assert.Throws<ArgumentException>(() => SgdKernel.Update(team, four, three, four, momentum));
        Assert.Throws<ArgumentException>(() => SgdKernel.Update(team, four, four, [], momentum));
        Assert.Throws<ArgumentException>(() => SgdKernel.Update(team, four, four, four, momentum with { Momentum = 0 }));
        var adam = new AdamStep(0.1, 0.9, 0.999, 1e-8, 0, 1, 1);
        Assert.Throws<ArgumentException>(() => AdamKernel.Update(team, four, four, three, four, adam));
        Assert.Throws<ArgumentOutOfRangeException>(() => AdamKernel.Update(team, four, four, four, four, adam with { Step = 0 }));
    }
}
