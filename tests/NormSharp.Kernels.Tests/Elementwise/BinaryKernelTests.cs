using NormSharp.Kernels.Elementwise;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Reference;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Elementwise;

[Trait("Kind", "Kernel")]
public class BinaryKernelTests
{
    private const double Tolerance = 6e-8;

    public static TheoryData<object> Operations => [.. Enum.GetValues<BinaryOperation>().Cast<object>()];

    [Theory]
    [MemberData(nameof(Operations))]
    public void EqualLengthsAndScalars(object given)
    {
        var operation = (BinaryOperation)given;
        foreach (int length in TestNumbers.Lengths)
        {
            float[] a = TestNumbers.WithSpecials(length, 1);
            float[] b = TestNumbers.WithSpecials(length, 2);
            TestNumbers.SmallIntegers(length / 2, 3).CopyTo(a, 0);
            TestNumbers.SmallIntegers(length / 2, 4).CopyTo(b, 0);
            const float Scalar = 1f;

            float[] y = TestNumbers.OnAnyThreads(team =>
            {
                float[] result = new float[length];
                BinaryKernel.Apply(team, operation, a, b, result);
                return result;
            });
            TestNumbers.AssertClose([.. a.Select((v, i) => ReferenceBinary.Apply(operation, v, (double)b[i]))], y, Tolerance);

            using var team = new ThreadTeam(2);
            BinaryKernel.ApplyScalarRight(team, operation, a, Scalar, y);
            TestNumbers.AssertClose([.. a.Select(v => ReferenceBinary.Apply(operation, v, (double)Scalar))], y, Tolerance);
            BinaryKernel.ApplyScalarLeft(team, operation, Scalar, b, y);
            TestNumbers.AssertClose([.. b.Select(v => ReferenceBinary.Apply(operation, (double)Scalar, v))], y, Tolerance);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(1, 5)]
    [InlineData(7, 10)]
    [InlineData(64, 33)]
    [InlineData(5000, 10)]
    [InlineData(3, 20_000)]
    public void RowAndColumnVectors(int rows, int columns)
    {
        float[] a = TestNumbers.Uniform(rows * columns, 1);
        float[] row = TestNumbers.Uniform(columns, 2);
        float[] column = TestNumbers.Uniform(rows, 3);
        foreach (BinaryOperation operation in new[] { BinaryOperation.Subtract, BinaryOperation.Divide, BinaryOperation.Greater })
        {
            float[] y = TestNumbers.OnAnyThreads(team =>
            {
                float[] result = new float[a.Length];
                BinaryKernel.ApplyRowVector(team, operation, rows, columns, a, row, result);
                return result;
            });
            TestNumbers.AssertClose(
                [.. a.Select((v, i) => ReferenceBinary.Apply(operation, v, (double)row[i % columns]))], y, Tolerance);

            using var team = new ThreadTeam(2);
            BinaryKernel.ApplyColumnVector(team, operation, rows, columns, a, column, y);
            TestNumbers.AssertClose(
                [.. a.Select((v, i) => ReferenceBinary.Apply(operation, v, (double)column[i / columns]))], y, Tolerance);
        }
    }

    public static TheoryData<int[], int[], int[]> Broadcasts => new()
    {
        { [], [], [] },
        { [5], [0], [0] },
        { [2, 3, 4], [12, 4, 1], [0, 1, 0] },
        { [2, 3, 4], [0, 0, 1], [12, 4, 1] },
        { [4, 1, 6], [6, 6, 1], [0, 0, 1] },
        { [3, 4, 5, 6], [120, 30, 6, 1], [0, 1, 0, 0] },
        { [3, 4, 5], [1, 3, 12], [20, 5, 1] },
        { [40, 50], [1, 40], [0, 2] },
        { [2, 2, 2, 2, 2, 2, 2, 2, 2, 2], [512, 0, 128, 0, 32, 0, 8, 0, 2, 1], [0, 256, 0, 64, 0, 16, 0, 4, 0, 1] },
        { [2, 40_000], [40_000, 1], [0, 1] },
        { [0, 3], [3, 1], [0, 1] },
        { [700, 30], [30, 1], [1, 0] },
    };

    [Theory]
    [MemberData(nameof(Broadcasts))]
    public void Broadcasting(int[] shape, int[] aStrides, int[] bStrides)
    {
        float[] a = TestNumbers.Uniform(TestNumbers.Reach(shape, aStrides), 1);
        float[] b = TestNumbers.Uniform(TestNumbers.Reach(shape, bStrides), 2);
        foreach (BinaryOperation operation in new[] { BinaryOperation.Subtract, BinaryOperation.LessOrEqual })
        {
            float[] expected = ReferenceBinary.ApplyBroadcast<float>(operation, shape, a, aStrides, b, bStrides);
            float[] y = TestNumbers.OnAnyThreads(team =>
            {
                float[] result = new float[expected.Length];
                BinaryKernel.ApplyBroadcast(team, operation, shape, new(a, aStrides), new(b, bStrides), result);
                return result;
            });
            TestNumbers.AssertSameBits(expected, y);
        }
    }

    [Fact]
    public void OutputMayBeAFullOperandOnly()
    {
        using var team = new ThreadTeam(2);
        float[] a = TestNumbers.Uniform(60, 1);
        float[] row = TestNumbers.Uniform(6, 2);
        float[] expected = new float[60];
        BinaryKernel.ApplyRowVector(team, BinaryOperation.Add, 10, 6, a, row, expected);
        BinaryKernel.ApplyRowVector(team, BinaryOperation.Add, 10, 6, a, row, a);
        TestNumbers.AssertSameBits(expected, a);

        Assert.Throws<ArgumentException>(
            () => BinaryKernel.ApplyBroadcast(team, BinaryOperation.Add, [6, 10], new(a, [1, 6]), new(row, [1, 0]), a));
        Assert.Throws<ArgumentException>(() => BinaryKernel.Apply(team, BinaryOperation.Add, a.AsSpan(0, 9), row, a.AsSpan(20, 9)));
        Assert.Throws<ArgumentException>(
            () => BinaryKernel.ApplyBroadcast(team, BinaryOperation.Add, [10, 7], new(a, [6, 1]), new(row, [0, 1]), new float[70]));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => BinaryKernel.ApplyBroadcast(team, BinaryOperation.Add, [-1], new(a, [1]), new(row, [1]), new float[1]));
    }
}
