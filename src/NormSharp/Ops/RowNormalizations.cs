using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Normalization of each sample by itself over its trailing dimensions: layer and root-mean-square normalization.</summary>
internal static class RowNormalizations
{
    /// <summary>
    /// y = f(γ·(x − μ)/√(σ² + ε) + β), where μ and the population variance σ² are taken over the last <paramref name="dimensions"/>
    /// dimensions (Ba, Kiros and Hinton 2016).
    /// </summary>
    /// <param name="x">[…, d₁, …, dₖ].</param>
    /// <param name="dimensions">k, how many dimensions at the end are normalized: at least 1.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="gamma">γ [d₁, …, dₖ], or null for 1.</param>
    /// <param name="beta">β [d₁, …, dₖ], or null for 0.</param>
    /// <param name="activation">f.</param>
    /// <returns>The shape of x.</returns>
    /// <exception cref="ArgumentException">The input has fewer dimensions, nothing in them, or γ or β is of another shape.</exception>
    public static Tensor LayerNormalize(
        this Tensor x, int dimensions, double epsilon, Tensor? gamma = null, Tensor? beta = null, Activation activation = default)
        => Normalize(x, dimensions, epsilon, new AffineTerms(gamma, beta, activation), isCentered: true);

    /// <summary>
    /// y = f(γ·x/√(mean(x²) + ε) + β), where the mean is taken over the last <paramref name="dimensions"/> dimensions (Zhang and Sennrich
    /// 2019).
    /// </summary>
    /// <param name="x">[…, d₁, …, dₖ].</param>
    /// <param name="dimensions">k, how many dimensions at the end are normalized: at least 1.</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="gamma">γ [d₁, …, dₖ], or null for 1.</param>
    /// <param name="beta">β [d₁, …, dₖ], or null for 0.</param>
    /// <param name="activation">f.</param>
    /// <returns>The shape of x.</returns>
    /// <exception cref="ArgumentException">The input has fewer dimensions, nothing in them, or γ or β is of another shape.</exception>
    public static Tensor RmsNormalize(
        this Tensor x, int dimensions, double epsilon, Tensor? gamma = null, Tensor? beta = null, Activation activation = default)
        => Normalize(x, dimensions, epsilon, new AffineTerms(gamma, beta, activation), isCentered: false);

    private static Tensor Normalize(Tensor x, int dimensions, double epsilon, in AffineTerms terms, bool isCentered)
    {
        string name = isCentered ? nameof(LayerNormalize) : nameof(RmsNormalize);
        if (dimensions < 1 || x.Rank < dimensions)
        {
            throw new ArgumentException($"{name} over the last {dimensions} dimensions: the input has shape {x.Shape}");
        }

        Shape normalized = Shape.Create(x.Shape.AsSpan()[^dimensions..]);
        ThrowUnlessShaped(terms.Gamma, normalized, name, "γ");
        ThrowUnlessShaped(terms.Beta, normalized, name, "β");
        int length = normalized.ElementCount;
        if (length == 0)
        {
            throw new ArgumentException($"{name} over {normalized}: there is nothing to take statistics of");
        }

        Tape tape = Tape.Of(x, terms.Gamma, terms.Beta);
        x = tape.Operand(x);
        Shape rows = [x.Length / length, length];
        var constants = new RowNormalizationConstants
        {
            IsCentered = isCentered,
            Epsilon = epsilon,
            Mean = tape.RentStatistics(rows[0]),
            InvStd = tape.RentStatistics(rows[0]),
            Gamma = terms.Gamma is null ? null : tape.Operand(terms.Gamma),
            Beta = terms.Beta is null ? null : tape.Operand(terms.Beta),
            Activation = terms.Activation,
        };
        Tensor y = tape.Rent(x.Shape);
        tape.Backend.RowNormalization.Forward(constants, x.View(rows), y.View(rows));
        return tape.NeedsGradient(x) || tape.NeedsGradient(constants.Gamma) || tape.NeedsGradient(constants.Beta)
            ? tape.Record(y, new RowsNode(constants, x, y, rows))
            : y;
    }

    private static void ThrowUnlessShaped(Tensor? parameter, Shape normalized, string name, string letter)
    {
        if (parameter is not null && parameter.Shape != normalized)
        {
            throw new ArgumentException(
                $"{name}: {letter} has shape {parameter.Shape}; the dimensions that are normalized are {normalized}");
        }
    }

    private sealed class RowsNode(RowNormalizationConstants normalization, Tensor x, Tensor y, Shape rows) : Node
    {
        protected internal override void Backward(Tape tape, Tensor dy)
        {
            Tensor dx = tape.Rent(x.Shape);
            Tensor? dGamma = Asked(tape, normalization.Gamma);
            Tensor? dBeta = Asked(tape, normalization.Beta);
            tape.Backend.RowNormalization.Gradient(
                normalization, x.View(rows), y.View(rows), dy.View(rows), dx.View(rows), dGamma, dBeta);
            tape.Accumulate(x, dx);
            Hand(tape, normalization.Gamma, dGamma);
            Hand(tape, normalization.Beta, dBeta);
        }

        private static Tensor? Asked(Tape tape, Tensor? parameter) => tape.NeedsGradient(parameter) ? tape.Rent(parameter!.Shape) : null;

        private static void Hand(Tape tape, Tensor? parameter, Tensor? gradient)
        {
            if (gradient is not null)
            {
                tape.Accumulate(parameter!, gradient);
            }
        }
    }
}
