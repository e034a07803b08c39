using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization.Rows;

/// <summary>What a normalization of rows reads and writes: y = f(γ·(x − μ)·invStd + β).</summary>
internal readonly ref struct RowSpans
{
    /// <summary>The batch. A NaN or infinity spoils its row only.</summary>
    public required ReadOnlySpan<float> X { get; init; }

    /// <summary>ε.</summary>
    public required double Epsilon { get; init; }

    /// <summary>γ, one number for each place in a row, or none for 1.</summary>
    public ReadOnlySpan<float> Gamma { get; init; }

    /// <summary>β, one number for each place in a row, or none for 0.</summary>
    public ReadOnlySpan<float> Beta { get; init; }

    /// <summary>f.</summary>
    public Activation Activation { get; init; }

    /// <summary>The result; it may be x itself.</summary>
    public required Span<float> Y { get; init; }

    /// <summary>μ of each row, written.</summary>
    public required Span<double> Mean { get; init; }

    /// <summary>invStd of each row, written.</summary>
    public required Span<double> InvStd { get; init; }
}
