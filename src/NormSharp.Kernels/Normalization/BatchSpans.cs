using NormSharp.Primitives;

namespace NormSharp.Kernels.Normalization;

/// <summary>What a batch normalization reads and writes in training: y = f(γ·(x − μ)/√(σ² + ε) + β + addend).</summary>
internal readonly ref struct BatchSpans
{
    /// <summary>The batch.</summary>
    public required ReadOnlySpan<float> X { get; init; }

    /// <summary>ε.</summary>
    public required double Epsilon { get; init; }

    /// <summary>γ, C numbers, or none for 1.</summary>
    public ReadOnlySpan<float> Gamma { get; init; }

    /// <summary>β, C numbers, or none for 0.</summary>
    public ReadOnlySpan<float> Beta { get; init; }

    /// <summary>What is added before the activation, such as a residual block's shortcut; or none.</summary>
    public ReadOnlySpan<float> Addend { get; init; }

    /// <summary>f.</summary>
    public Activation Activation { get; init; }

    /// <summary>C means, written.</summary>
    public required Span<double> Mean { get; init; }

    /// <summary>C sums of squared deviations, written.</summary>
    public required Span<double> M2 { get; init; }

    /// <summary>C numbers 1/√(σ² + ε), written.</summary>
    public required Span<double> InvStd { get; init; }

    /// <summary>The result; it may be x itself.</summary>
    public required Span<float> Y { get; init; }
}
