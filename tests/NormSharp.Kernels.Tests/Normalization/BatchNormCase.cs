using NormSharp.Kernels.Normalization;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Reference;
using NormSharp.Kernels.Tests.Reference;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Normalization;

/// <summary>A batch with random numbers everywhere, and what the float kernels and the double twin make of it.</summary>
internal sealed class BatchNormCase
{
    public const double Epsilon = 1e-5;

    public BatchNormCase(Planes planes, Activation activation, double mean = 0.5, double deviation = 2, bool affine = true)
    {
        Planes = planes;
        Activation = activation;
        X = Numbers.Random(1, planes.Length, mean, deviation);
        Dy = Numbers.Random(2, planes.Length, 0.3);
        Gamma = affine ? Numbers.Random(3, planes.Channels, 1, 0.5) : [];
        Beta = affine ? Numbers.Random(4, planes.Channels, 0.1, 0.5) : [];
    }

    public Planes Planes { get; }

    public Activation Activation { get; }

    public float[] X { get; }

    public float[] Dy { get; }

    public float[] Gamma { get; }

    public float[] Beta { get; }

    public static double[] InvStd(double[] m2, double count) => [.. m2.Select(s => 1 / Math.Sqrt((s / count) + Epsilon))];

    /// <summary>The kernels' results.</summary>
    public Results Run(ThreadTeam team)
    {
        var r = new Results(Planes);
        ChannelStatistics.Compute(team, Planes, X, r.Mean, r.M2);
        double[] invStd = InvStd(r.M2, Planes.CountPerChannel);
        var y = new float[X.Length];
        Normalize.Apply(team, Planes, X, new(r.Mean, invStd, Gamma, Beta), Activation, y);
        NormalizeGradient.Reduce(team, Planes, new(X, y, Dy, new(r.Mean, invStd, Gamma, Beta), Activation), r.SumDz, r.SumDzXHat);
        var dx = new float[X.Length];
        NormalizeGradient.ThroughBatchStatistics(
            team,
            Planes,
            new(X, y, Dy, new(r.Mean, invStd, Gamma, Beta), Activation),
            new(r.SumDz, r.SumDzXHat, Planes.CountPerChannel),
            dx);
        var fixedDx = new float[X.Length];
        NormalizeGradient.ThroughFixedStatistics(team, Planes, new(X, y, Dy, new(r.Mean, invStd, Gamma, Beta), Activation), fixedDx);
        Numbers.ToDouble(y).CopyTo(r.Y);
        Numbers.ToDouble(dx).CopyTo(r.Dx);
        Numbers.ToDouble(fixedDx).CopyTo(r.FixedDx);
        return r;
    }

    /// <summary>The twin's results, in double.</summary>
    public Results Reference()
    {
        var r = new Results(Planes);
        double[] x = Numbers.ToDouble(X);
        double[] gamma = Numbers.ToDouble(Gamma);
        double[] beta = Numbers.ToDouble(Beta);
        ReferenceNormalization.Statistics<double>(Planes, x, r.Mean, r.M2);
        double[] invStd = InvStd(r.M2, Planes.CountPerChannel);
        ReferenceNormalization.Apply<double>(Planes, x, r.Mean, invStd, gamma, beta, z => Function(Activation, z), r.Y);
        var dz = new double[x.Length];
        ReferenceNormalization.ThroughActivation<double>(
            Planes, x, Numbers.ToDouble(Dy), r.Mean, invStd, gamma, beta, z => Derivative(Activation, z), dz);
        ReferenceNormalization.Reduce<double>(Planes, x, dz, r.Mean, invStd, r.SumDz, r.SumDzXHat);
        ReferenceNormalization.ThroughBatchStatistics<double>(
            Planes, x, dz, r.Mean, invStd, gamma, r.SumDz, r.SumDzXHat, Planes.CountPerChannel, r.Dx);
        ReferenceNormalization.ThroughFixedStatistics<double>(Planes, dz, invStd, gamma, r.FixedDx);
        return r;
    }

    internal static double Function(Activation activation, double z) => activation.Kind switch
    {
        ActivationKind.Identity => z,
        ActivationKind.Relu => Math.Max(z, 0),
        ActivationKind.LeakyRelu => z > 0 ? z : activation.Slope * z,
        ActivationKind.Sigmoid => ReferenceMath.Sigmoid(z),
        ActivationKind.Tanh => Math.Tanh(z),
        ActivationKind.Gelu => z * ReferenceMath.NormalDistribution(z),
        ActivationKind.Silu => z * ReferenceMath.Sigmoid(z),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    internal static double Derivative(Activation activation, double z)
    {
        double sigmoid = ReferenceMath.Sigmoid(z);
        return activation.Kind switch
        {
            ActivationKind.Identity => 1,
            ActivationKind.Relu => z > 0 ? 1 : 0,
            ActivationKind.LeakyRelu => z > 0 ? 1 : activation.Slope,
            ActivationKind.Sigmoid => sigmoid * (1 - sigmoid),
            ActivationKind.Tanh => 1 - (Math.Tanh(z) * Math.Tanh(z)),
            ActivationKind.Gelu => ReferenceMath.NormalDistribution(z) + (z * ReferenceMath.NormalDensity(z)),
            ActivationKind.Silu => sigmoid * (1 + (z * (1 - sigmoid))),
            _ => throw new ArgumentOutOfRangeException(nameof(activation)),
        };
    }

    internal sealed class Results(Planes planes)
    {
        public double[] Mean { get; } = new double[planes.Channels];

        public double[] M2 { get; } = new double[planes.Channels];

        public double[] Y { get; } = new double[planes.Length];

        public double[] SumDz { get; } = new double[planes.Channels];

        public double[] SumDzXHat { get; } = new double[planes.Channels];

        public double[] Dx { get; } = new double[planes.Length];

        public double[] FixedDx { get; } = new double[planes.Length];
    }
}
