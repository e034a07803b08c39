using System.Runtime.Intrinsics;
using NormSharp.Kernels.Reference;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Tests.Simd;

[Trait("Kind", "Kernel")]
public unsafe class VectorMathTests(ITestOutputHelper output)
{
    private const double MaxUlp = 2.0;

    private static readonly float[] Inputs = MakeInputs();

    public enum Function
    {
        Exp,
        Log,
        Sigmoid,
        Tanh,
        Erf,
    }

    [Theory]
    [InlineData(Function.Exp)]
    [InlineData(Function.Log)]
    [InlineData(Function.Sigmoid)]
    [InlineData(Function.Tanh)]
    [InlineData(Function.Erf)]
    public void WithinTwoUlpOfTheExactResultAtEveryWidth(Function function)
    {
        Check<Simd128, Vector128<float>>(function);
        if (Simd256.IsSupported)
        {
            Check<Simd256, Vector256<float>>(function);
        }

        if (Simd512.IsSupported)
        {
            Check<Simd512, Vector512<float>>(function);
        }
    }

    [Theory]
    [InlineData(Function.Exp, float.NegativeInfinity, 0f)]
    [InlineData(Function.Exp, float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(Function.Exp, -0f, 1f)]
    [InlineData(Function.Exp, 88.72284f, float.PositiveInfinity)]
    [InlineData(Function.Exp, 88.72283f, 3.40279852e+38f)]
    [InlineData(Function.Exp, -103.97f, 1e-45f)]
    [InlineData(Function.Exp, -103.98f, 0f)]
    [InlineData(Function.Log, 0f, float.NegativeInfinity)]
    [InlineData(Function.Log, 1f, 0f)]
    [InlineData(Function.Log, -1f, float.NaN)]
    [InlineData(Function.Log, float.NegativeInfinity, float.NaN)]
    [InlineData(Function.Log, float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(Function.Log, 1e-45f, -103.27893f)]
    [InlineData(Function.Sigmoid, float.NegativeInfinity, 0f)]
    [InlineData(Function.Sigmoid, float.PositiveInfinity, 1f)]
    [InlineData(Function.Sigmoid, 0f, 0.5f)]
    [InlineData(Function.Sigmoid, -103.9f, 1e-45f)]
    [InlineData(Function.Tanh, float.NegativeInfinity, -1f)]
    [InlineData(Function.Tanh, float.PositiveInfinity, 1f)]
    [InlineData(Function.Tanh, -0f, -0f)]
    [InlineData(Function.Tanh, 1e-45f, 1e-45f)]
    [InlineData(Function.Erf, float.NegativeInfinity, -1f)]
    [InlineData(Function.Erf, float.PositiveInfinity, 1f)]
    [InlineData(Function.Erf, -0f, -0f)]
    public void SpecialValues(Function function, float x, float expected)
    {
        float[] actual = new float[1];
        Apply<Simd128, Vector128<float>>(function, [x], actual);
        Assert.Equal(BitConverter.SingleToInt32Bits(expected), float.IsNaN(expected) && float.IsNaN(actual[0])
            ? BitConverter.SingleToInt32Bits(expected)
            : BitConverter.SingleToInt32Bits(actual[0]));
    }

    [Fact]
    public void LogOfNegativeZeroIsNegativeInfinity()
    {
        float[] actual = new float[1];
        Apply<Simd128, Vector128<float>>(Function.Log, [-0f], actual);
        Assert.Equal(float.NegativeInfinity, actual[0]);
    }

    [Fact]
    public void ShortcutsOfTheSigmoidGiveTheBitsOfWhatTheyStandFor()
    {
        CheckShortcuts<Simd128, Vector128<float>>();
        if (Simd256.IsSupported)
        {
            CheckShortcuts<Simd256, Vector256<float>>();
        }

        if (Simd512.IsSupported)
        {
            CheckShortcuts<Simd512, Vector512<float>>();
        }
    }

    private static void CheckShortcuts<TS, TV>()
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float[] found = new float[TS.Count];
        float[] expected = new float[TS.Count];
        fixed (float* f = found, e = expected)
        {
            var random = new System.Random(3);
            for (int n = -150; n <= 0; n++)
            {
                foreach (float a in new[] { 0.5f, 1f, MathF.BitDecrement(1), MathF.BitIncrement(0.5f), 1.41421f,
                    0.5f + (random.NextSingle() / 2), 1 + random.NextSingle() })
                {
                    TS.Store(TS.ScaleDown(TS.Broadcast(a), TS.Broadcast(n)), f);
                    TS.Store(TS.ScaleByPowerOfTwo(TS.Broadcast(a), TS.Broadcast(n)), e);
                    TestNumbers.AssertSameBits(expected, found);
                    (TV b, TV c) = (TS.Broadcast(random.NextSingle()), TS.Broadcast(random.NextSingle() - 0.5f));
                    TS.Store(TS.SubtractProduct(TS.Broadcast(a), b, c), f);
                    TS.Store(TS.MultiplyAdd(TS.Negate(TS.Broadcast(a)), b, c), e);
                    TestNumbers.AssertSameBits(expected, found);
                }
            }

            foreach (float x in new[] { -1e-45f, -3f, float.NegativeInfinity, 1e-45f, 2f, float.PositiveInfinity })
            {
                TS.Store(TS.SelectBySign(TS.Broadcast(x), TS.Broadcast(1f), TS.Broadcast(2f)), f);
                Array.Fill(expected, x < 0 ? 1f : 2f);
                Assert.Equal(expected, found);
            }
        }
    }

    private static double Exact(Function function, double x) => function switch
    {
        Function.Exp => Math.Exp(x),
        Function.Log => Math.Log(x),
        Function.Sigmoid => ReferenceMath.Sigmoid(x),
        Function.Tanh => Math.Tanh(x),
        Function.Erf => ReferenceMath.Erf(x),
        _ => throw new ArgumentOutOfRangeException(nameof(function)),
    };

    private static void Apply<TS, TV>(Function function, float[] x, float[] y)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        fixed (float* px = x, py = y)
        {
            for (int i = 0; i < x.Length; i += TS.Count)
            {
                int count = Math.Min(TS.Count, x.Length - i);
                TV v = TS.LoadPartial(px + i, count);
                v = function switch
                {
                    Function.Exp => VectorMath.Exp<TS, TV>(v),
                    Function.Log => VectorMath.Log<TS, TV>(v),
                    Function.Sigmoid => VectorMath.Sigmoid<TS, TV>(v),
                    Function.Tanh => VectorMath.Tanh<TS, TV>(v),
                    _ => VectorMath.Erf<TS, TV>(v),
                };
                TS.StorePartial(v, py + i, count);
            }
        }
    }

    private static double Ulp(double exact)
    {
        float rounded = Math.Abs((float)exact);
        rounded = Math.Clamp(rounded, 1.17549435e-38f, float.MaxValue);
        return Math.ScaleB(1, Math.ILogB(rounded) - 23);
    }

    private static float[] MakeInputs()
    {
        var inputs = new List<float> { float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0f, -0f };
        var random = new System.Random(7);

        // Every exponent of both signs, subnormals included.
        for (int exponent = 0; exponent < 255; exponent++)
        {
            for (int i = 0; i < 64; i++)
            {
                int mantissa = i switch { 0 => 0, 1 => 0x7F_FFFF, 2 => 1, _ => random.Next(1 << 23) };
                inputs.Add(BitConverter.Int32BitsToSingle((exponent << 23) | mantissa));
                inputs.Add(BitConverter.Int32BitsToSingle((exponent << 23) | mantissa | int.MinValue));
            }
        }

        // Dense where the functions bend.
        foreach (float range in new[] { 1f, 2f, 10f, 120f })
        {
            for (int i = 0; i < 60_000; i++)
            {
                inputs.Add(range * ((2 * random.NextSingle()) - 1));
            }
        }

        return [.. inputs];
    }

    private void Check<TS, TV>(Function function)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float[] actual = new float[Inputs.Length];
        Apply<TS, TV>(function, Inputs, actual);
        double worst = 0;
        float worstAt = 0;
        for (int i = 0; i < Inputs.Length; i++)
        {
            double exact = Exact(function, Inputs[i]);
            if (double.IsNaN(exact) || float.IsInfinity((float)exact))
            {
                Expect.True(
                    ((float)exact).Equals(actual[i]) || IsBorderOfOverflow(exact, actual[i]),
                    $"{function}({Inputs[i]:R}) gave {actual[i]:R} instead of {exact}.");
                continue;
            }

            double ulps = Math.Abs(actual[i] - exact) / Ulp(exact);
            Expect.False(double.IsNaN(ulps), $"{function}({Inputs[i]:R}) gave {actual[i]:R} instead of {exact:R}.");
            if (ulps > worst)
            {
                (worst, worstAt) = (ulps, Inputs[i]);
            }
        }

        output.WriteLine($"{function} at {32 * TS.Count} bits: {worst:F3} ulp at {worstAt:R}");
        Expect.True(worst <= MaxUlp, $"{function} at {32 * TS.Count} bits: {worst:F3} ulp at {worstAt:R}.");
    }

    private static bool IsBorderOfOverflow(double exact, float actual) =>
        !double.IsNaN(exact) && Math.Abs(exact) < 3.402824e38 && Math.Abs(actual) == float.MaxValue;
}
