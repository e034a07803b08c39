using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Draws the first values of a parameter.</summary>
/// <remarks>
/// For a weight [out, in, …] the fans are fan_in = in · (product of the rest) and fan_out = out · (product of the rest).
/// </remarks>
public abstract class Initializer
{
    /// <summary>All zeros.</summary>
    public static Initializer Zeros => Constant(0);

    /// <summary>All ones.</summary>
    public static Initializer Ones => Constant(1);

    /// <summary>PyTorch's default for weights of Conv2d and Linear: Kaiming uniform with a = √5, that is U(±1/√fan_in).</summary>
    public static Initializer PyTorchWeight => KaimingUniform(Gain.LeakyRelu(Math.Sqrt(5)));

    /// <summary>All the same.</summary>
    public static Initializer Constant(float value) => new ConstantInitializer(value);

    /// <summary>U(−bound, bound).</summary>
    public static Initializer Uniform(double bound) => new ScaledInitializer((_, _) => bound, uniform: true);

    /// <summary>N(0, deviation²).</summary>
    public static Initializer Normal(double deviation) => new ScaledInitializer((_, _) => deviation, uniform: false);

    /// <summary>U(±gain·√(6/(fan_in + fan_out))) (Glorot and Bengio 2010).</summary>
    public static Initializer XavierUniform(double gain = 1)
        => new ScaledInitializer((fanIn, fanOut) => gain * Math.Sqrt(6.0 / (fanIn + fanOut)), uniform: true);

    /// <summary>N(0, gain²·2/(fan_in + fan_out)) (Glorot and Bengio 2010).</summary>
    public static Initializer XavierNormal(double gain = 1)
        => new ScaledInitializer((fanIn, fanOut) => gain * Math.Sqrt(2.0 / (fanIn + fanOut)), uniform: false);

    /// <summary>U(±gain·√(3/fan)) (He et al. 2015); the gain of ReLU by default.</summary>
    public static Initializer KaimingUniform(double gain = Gain.Relu) => KaimingUniform(gain, FanMode.FanIn);

    /// <summary>As <see cref="KaimingUniform(double)"/>, along the given fan.</summary>
    internal static Initializer KaimingUniform(double gain, FanMode mode)
        => new ScaledInitializer((fanIn, fanOut) => gain * Math.Sqrt(3.0 / (mode == FanMode.FanIn ? fanIn : fanOut)), uniform: true);

    /// <summary>N(0, gain²/fan) (He et al. 2015); the gain of ReLU by default.</summary>
    public static Initializer KaimingNormal(double gain = Gain.Relu) => KaimingNormal(gain, FanMode.FanIn);

    /// <summary>As <see cref="KaimingNormal(double)"/>, along the given fan.</summary>
    internal static Initializer KaimingNormal(double gain, FanMode mode)
        => new ScaledInitializer((fanIn, fanOut) => gain / Math.Sqrt(mode == FanMode.FanIn ? fanIn : fanOut), uniform: false);

    /// <summary>Fills a parameter.</summary>
    /// <param name="values">Its elements.</param>
    /// <param name="shape">Its shape, which the fans come from.</param>
    /// <param name="random">Where random numbers come from.</param>
    internal abstract void Fill(Span<float> values, Shape shape, Philox random);

    /// <summary>fan_in and fan_out of a weight.</summary>
    public static (int FanIn, int FanOut) Fans(Shape shape)
    {
        if (shape.Rank < 2)
        {
            throw new ArgumentException($"the fans of a parameter of shape {shape} are not defined: it needs at least 2 dimensions");
        }

        int rest = 1;
        for (int d = 2; d < shape.Rank; d++)
        {
            rest *= shape[d];
        }

        return (shape[1] * rest, shape[0] * rest);
    }

    private sealed class ConstantInitializer(float value) : Initializer
    {
        internal override void Fill(Span<float> values, Shape shape, Philox random) => values.Fill(value);
    }

    private sealed class ScaledInitializer(Func<int, int, double> scale, bool uniform) : Initializer
    {
        internal override void Fill(Span<float> values, Shape shape, Philox random)
        {
            // A fan of 0 belongs to a parameter without elements; a rank below 2 has no fans, and only fixed scales are used there.
            (int fanIn, int fanOut) = shape.Rank < 2 ? (0, 0) : Fans(shape);
            double size = scale(fanIn, fanOut);
            if (!double.IsFinite(size) && values.Length > 0)
            {
                Fans(shape);
            }

            if (UndrawnValues.AreWanted)
            {
                return;
            }

            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (float)(size * (uniform ? (2 * random.NextDouble()) - 1 : random.NextNormal()));
            }
        }
    }
}
