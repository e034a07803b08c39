using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>BN005: a bias in front of a batch normalization is subtracted again with the mean.</summary>
internal sealed class BiasBeforeNorm : ICheck
{
    public CatalogEntry Entry { get; } = new("BN005", "a bias in front of batch normalization");

    public IEnumerable<Finding> Run(CheckContext context) => Finding.For(
        context.Norms.Where(norm => norm.UsesBatchStatistics && norm.Layer is not BatchRenorm).Select(norm => Redundant(context.Trace, norm)).OfType<string>().Distinct(),
        "the bias in front of batch normalization does nothing, since the mean that is subtracted holds it; its gradient is zero",
        "leave it out (Bias = false)");

    private static string? Redundant(ModelTrace trace, NormUse norm)
    {
        Tensor x = norm.Step.Input;
        Module? producer = trace.Producer(x)?.Layer;
        bool hasBias = producer is Conv2d { Bias: not null } or Linear { Bias: not null } or WeightReparametrization { Bias: not null };

        // The bias cancels where it is constant over what the mean is taken of: along the channels of a convolution, along the last dimension of a linear layer.
        bool isLinear = producer is Linear or WeightReparametrization { Layer: Linear };
        bool cancels = hasBias && norm.NormalisesAlong(isLinear ? -1 : 1);
        return cancels && trace.HasOneConsumer(x) ? trace.Producer(x)!.Layer.Path : null;
    }
}
