using NormSharp.Kernels.Elementwise;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Reference;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Elementwise;

[Trait("Kind", "Kernel")]
public class UnaryKernelTests
{
    // Two units in the last place, and the few roundings of a gradient's formula.
    private const double ValueTolerance = 2.5e-7;
    private const double GradientTolerance = 6e-7;

    public static TheoryData<object> Operations => [.. Enum.GetValues<UnaryOperation>().Cast<object>()];

    /// <summary>Those whose gradient is the slope; through a narrowing it passes as if there was none.</summary>
    public static TheoryData<object> Sloping =>
    [
        .. Enum.GetValues<UnaryOperation>()
            .Except([UnaryOperation.ToFloat16, UnaryOperation.ToBFloat16, UnaryOperation.CutToBFloat16])
            .Cast<object>(),
    ];

    [Theory]
    [MemberData(nameof(Operations))]
    public void ValuesAreTheReferences(object given)
    {
        var operation = (UnaryOperation)given;
        foreach (int length in TestNumbers.Lengths)
        {
            float[] x = TestNumbers.WithSpecials(length, 1, 20f);
            float[] y = TestNumbers.OnAnyThreads(team =>
            {
                float[] result = new float[length];
                UnaryKernel.Apply(team, operation, x, result);
                return result;
            });
            double[] expected = [.. x.Select(v => ReferenceUnary.Apply(operation, (double)v))];
            TestNumbers.AssertClose(expected, y, ValueTolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void GradientsAreTheReferences(object given)
    {
        var operation = (UnaryOperation)given;
        using var team = new ThreadTeam(2);
        foreach (int length in TestNumbers.Lengths)
        {
            float[] x = TestNumbers.Uniform(length, 2, 5f);
            if (operation is UnaryOperation.Sqrt or UnaryOperation.ReciprocalSqrt or UnaryOperation.Log)
            {
                x = [.. x.Select(MathF.Abs)];
            }

            float[] dy = TestNumbers.Uniform(length, 3);
            float[] y = new float[length];
            UnaryKernel.Apply(team, operation, x, y);
            float[] dx = new float[length];
            UnaryKernel.Gradient(
                team,
                operation,
                UnaryKernel.GradientNeedsInput(operation) ? x : [],
                UnaryKernel.GradientNeedsOutput(operation) ? y : [],
                dy,
                dx);
            double[] expected = [.. x.Select((v, i) => ReferenceUnary.Gradient(operation, v, (double)dy[i]))];
            TestNumbers.AssertClose(expected, dx, GradientTolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Sloping))]
    public void ReferenceGradientIsTheSlopeOfTheReference(object given)
    {
        var operation = (UnaryOperation)given;
        foreach (double x in new[] { 0.3, 0.9, 1.7, 4.1 })
        {
            const double Step = 1e-6;
            double slope = (ReferenceUnary.Apply(operation, x + Step) - ReferenceUnary.Apply(operation, x - Step)) / (2 * Step);
            Assert.Equal(slope * 1.7, ReferenceUnary.Gradient(operation, x, 1.7), 1e-7);
        }
    }

    [Fact]
    public void AbsHasSlopeZeroAtZero()
    {
        using var team = new ThreadTeam(1);
        float[] dx = [7f, 7f];
        UnaryKernel.Gradient(team, UnaryOperation.Abs, [0f, -0f], [], [5f, 5f], dx);
        Assert.Equal([0f, 0f], dx);
    }

    [Fact]
    public void WorksInPlaceButNotShifted()
    {
        using var team = new ThreadTeam(1);
        float[] x = TestNumbers.Uniform(1000, 4);
        float[] expected = new float[1000];
        UnaryKernel.Apply(team, UnaryOperation.Exp, x, expected);
        UnaryKernel.Apply(team, UnaryOperation.Exp, x, x);
        TestNumbers.AssertSameBits(expected, x);
        Assert.Throws<ArgumentException>(() => UnaryKernel.Apply(team, UnaryOperation.Exp, x.AsSpan(0, 10), x.AsSpan(1, 10)));
        Assert.Throws<ArgumentException>(() => UnaryKernel.Apply(team, UnaryOperation.Exp, x, new float[999]));
        Assert.Throws<ArgumentException>(() => UnaryKernel.Gradient(team, UnaryOperation.Exp, [], [], x, new float[1000]));
    }
}
