using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Training.Checks;

/// <summary>BN005: a bias in front of a batch normalization is subtracted again with the mean.</summary>
internal sealed class BiasBeforeNorm : ICheck
{
    public CatalogEntry Entry { get; } = new("BN005", "a bias in front of batch normalization");

    public IEnumerable<Finding> Run(CheckContext context) => Finding.For(
        context.Norms.Where(norm => norm.UsesBatchStatistics).Select(norm => Redundant(context.Trace, norm)).OfType<string>().Distinct(),
        "the bias in front of batch normalization does nothing, since the mean that is subtracted holds it; its gradient is zero",
        "leave it out (--no-bias, or Bias = false)");

    private static string? Redundant(ModelTrace trace, NormUse norm)
    {
        Tensor x = norm.Step.Input;
        bool cancels = trace.Producer(x)?.Layer switch
        {
            Conv2d conv => conv.Bias is not null,

            // Of a sequence, the second dimension is not the one that the bias belongs to.
            Linear linear => linear.Bias is not null && x.Rank == 2,
            _ => false,
        };
        return cancels && trace.HasOneConsumer(x) ? trace.Producer(x)!.Layer.Path : null;
    }
}
