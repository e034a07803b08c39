using NormSharp.Kernels.Normalization.Rows;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Tests.Reference;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Normalization.Rows;

/// <summary>Rows with random numbers everywhere, and what the float kernels and the double twin make of them.</summary>
internal sealed class RowCase
{
    public const double Epsilon = 1e-5;

    public RowCase(RowExtent extent, bool centered, Activation activation, bool affine = true, double mean = 0.5, double deviation = 2)
    {
        Extent = extent;
        Centered = centered;
        Activation = activation;
        X = Numbers.Random(1, extent.Length, mean, deviation);
        Dy = Numbers.Random(2, extent.Length, 0.3);
        Gamma = affine ? Numbers.Random(3, extent.RowLength, 1, 0.5) : [];
        Beta = affine ? Numbers.Random(4, extent.RowLength, 0.1, 0.5) : [];
    }

    public RowExtent Extent { get; }

    public bool Centered { get; }

    public Activation Activation { get; }

    public float[] X { get; }

    public float[] Dy { get; }

    public float[] Gamma { get; }

    public float[] Beta { get; }

    /// <summary>The kernels' results.</summary>
    public Results Run(ThreadTeam team)
    {
        var r = new Results(Extent);
        var y = new float[X.Length];
        var dx = new float[X.Length];
        var dGamma = new float[Extent.RowLength];
        var dBeta = new float[Extent.RowLength];
        NormalizeRows.Apply(team, Extent, Centered,
            new RowSpans
            {
                X = X,
                Epsilon = Epsilon,
                Gamma = Gamma,
                Beta = Beta,
                Activation = Activation,
                Y = y,
                Mean = r.Mean,
                InvStd = r.InvStd,
            });
        NormalizeRowsGradient.Apply(
            team, Extent, Centered, new(X, y, Dy, new(r.Mean, r.InvStd, Gamma, Beta), Activation), dx, dGamma, dBeta);
        Numbers.ToDouble(y).CopyTo(r.Y);
        Numbers.ToDouble(dx).CopyTo(r.Dx);
        Numbers.ToDouble(dGamma).CopyTo(r.DGamma);
        Numbers.ToDouble(dBeta).CopyTo(r.DBeta);
        return r;
    }

    /// <summary>The twin's results, in double.</summary>
    public Results Reference()
    {
        var r = new Results(Extent);
        double[] x = Numbers.ToDouble(X);
        double[] gamma = Numbers.ToDouble(Gamma);
        double[] beta = Numbers.ToDouble(Beta);
        ReferenceRowNormalization.Statistics<double>(Extent, Centered, Epsilon, x, r.Mean, r.InvStd);
        ReferenceRowNormalization.Apply<double>(Extent, x, r.Mean, r.InvStd, gamma, beta, z => BatchNormCase.Function(Activation, z), r.Y);
        var dz = new double[x.Length];
        ReferenceRowNormalization.Apply<double>(Extent, x, r.Mean, r.InvStd, gamma, beta, z => BatchNormCase.Derivative(Activation, z), dz);
        for (int i = 0; i < dz.Length; i++)
        {
            dz[i] *= Dy[i];
        }

        ReferenceRowNormalization.Gradient<double>(Extent, Centered, x, dz, r.Mean, r.InvStd, gamma, r.Dx, r.DGamma, r.DBeta);
        return r;
    }

    internal sealed class Results(RowExtent extent)
    {
        public double[] Mean { get; } = new double[extent.Rows];

        public double[] InvStd { get; } = new double[extent.Rows];

        public double[] Y { get; } = new double[extent.Length];

        public double[] Dx { get; } = new double[extent.Length];

        public double[] DGamma { get; } = new double[extent.RowLength];

        public double[] DBeta { get; } = new double[extent.RowLength];
    }
}
