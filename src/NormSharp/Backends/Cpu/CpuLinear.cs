using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>The fully connected map by kernels.</summary>
internal sealed class CpuLinear(Backend backend, ThreadTeam team) : LinearOperations(backend)
{
    private readonly Backend _backend = backend;
    private readonly AlgorithmTable<GemmShape, GemmAlgorithm> _plan = KernelAlgorithms.Planned(() => GemmPlan.Of(team.Machine));

    /// <inheritdoc/>
    public override void Forward(Tensor x, Tensor weight, Tensor? bias, Tensor y)
        => MatrixProduct.Multiply(
            team, ShapeOf(x, weight), x.AsSpan(), weight.AsSpan(), y.AsSpan(), accumulate: false, CpuSpans.OrNone(bias));

    /// <inheritdoc/>
    public override void ForwardThen(Tensor x, Tensor weight, Tensor? bias, Activation activation, Tensor y, string? algorithm = null)
    {
        var spans = new ProductSpans { A = x.AsSpan(), B = weight.AsSpan(), C = y.AsSpan(), ColumnBias = CpuSpans.OrNone(bias) };
        MatrixProduct.Multiply(team, ShapeOf(x, weight), spans, algorithm is null ? null : _plan.Named(algorithm));
        _backend.ActivateInPlace(activation, y);
    }

    /// <inheritdoc/>
    public override KernelChoice Choice(Tensor x, Tensor weight)
        => new(KernelChoice.ProblemOf(x, weight), _plan.Accepting(ShapeOf(x, weight)));

    /// <summary>The algorithm that the plan takes for y = x·weightᵀ. Allocates nothing where the sizes were met before.</summary>
    internal string ChosenAlgorithm(Tensor x, Tensor weight) => _plan.Choose(ShapeOf(x, weight)).Name;

    /// <summary>Every algorithm of a product, in the order in which the plan asks them.</summary>
    internal IReadOnlyList<KernelAlgorithm> Algorithms(in GemmShape shape) => KernelAlgorithms.Of(_plan, shape, team.Threads);

    /// <summary>C = A·B by an algorithm that accepts the shape.</summary>
    internal void Run(string algorithm, in GemmShape shape, Tensor a, Tensor b, Tensor c) =>
        MatrixProduct.Multiply(team, shape, new ProductSpans { A = a.AsSpan(), B = b.AsSpan(), C = c.AsSpan() }, _plan.Named(algorithm));

    private static GemmShape ShapeOf(Tensor x, Tensor weight) =>
        GemmShape.Contiguous(x.Shape[0], weight.Shape[0], x.Shape[1], transposeB: true);
}
