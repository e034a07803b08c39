using NormSharp.Layers;

namespace NormSharp.Transforms;

/// <summary>Copies a network without the normalizations that were folded away.</summary>
internal sealed class FoldedCopy(GraphFolding folding)
{
    private readonly Dictionary<Module, Module> _copies = new(ReferenceEqualityComparer.Instance);

    /// <summary>The copy of a network, which is an empty <see cref="Sequential"/> where nothing is left.</summary>
    public Module Of(Module model) => Copy(model) ?? Chain([]);

    private static Sequential Chain((string Name, Module Layer)[] layers) => new((ReadOnlySpan<(string Name, Module Layer)>)layers);

    private Module? Copy(Module module)
    {
        if (folding.Removed.Contains(module))
        {
            return null;
        }

        if (!_copies.TryGetValue(module, out Module? copy))
        {
            copy = module switch
            {
                Sequential sequential => Chain([.. sequential.Children
                    .Select(entry => (entry.Name, Layer: Copy(entry.Child)))
                    .Where(entry => entry.Layer is not null)
                    .Select(entry => (entry.Name, entry.Layer!))]),
                Residual residual => new Residual(
                    Of(residual.Branch),
                    residual.Shortcut is null ? null : Copy(residual.Shortcut),
                    residual.Activation is null ? null : (ActivationModule?)Copy(residual.Activation)),
                Conv2d conv when folding.Weights.TryGetValue(conv, out FoldedWeights? weights)
                    => Filled(new Conv2d(conv.InChannels, conv.OutChannels, conv.Kernel, conv.Options with { Bias = true }), weights),
                Linear linear when folding.Weights.TryGetValue(linear, out FoldedWeights? weights)
                    => Filled(new Linear(linear.InFeatures, linear.OutFeatures), weights),
                _ => Twin(module),
            };
            _copies[module] = copy;
        }

        return copy;
    }

    private static Conv2d Filled(Conv2d conv, FoldedWeights weights)
    {
        weights.WriteTo(conv.Weight.AsSpan(), conv.Bias!.AsSpan());
        return conv;
    }

    private static Linear Filled(Linear linear, FoldedWeights weights)
    {
        weights.WriteTo(linear.Weight.AsSpan(), linear.Bias!.AsSpan());
        return linear;
    }

    /// <summary>A layer made from its description, with all its state.</summary>
    private static Module Twin(Module module)
    {
        Module twin = LayerCatalog.Create(module.Describe().ToJson());
        ModelRewriting.CopyState(module, twin);
        return twin;
    }
}
