using System.Diagnostics.CodeAnalysis;
using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Lowering;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace FunctionalGraph;

/// <summary>
/// A layer from outside of the library: y = scale·x, channel by channel, for inputs [N, C, H, W]. Its definition is all that saving,
/// loading, summaries, plans and folding need.
/// </summary>
public sealed class ChannelScale : Module, IChannelAffine
{
    /// <summary>Makes the layer with scale 1.</summary>
    public ChannelScale(int channels) => Scale = AddParameter("scale", [channels], Initializer.Ones);

    /// <summary>What <see cref="LayerCatalog.Register"/> takes.</summary>
    public static LayerDefinition<ChannelScale> Definition { get; } = new()
    {
        Type = nameof(ChannelScale),
        Make = settings => new ChannelScale(settings.Int("channels")),
        Describe = (layer, _) => new() { ["channels"] = layer.Scale.Length },
        State = settings => new StateSize(settings.Int("channels")),
        Output = (settings, inputs) => inputs[0].Rank == 4 && inputs[0][1] == settings.Int("channels")
            ? inputs[0]
            : throw new ArgumentException($"ChannelScale takes [N, {settings.Int("channels")}, H, W]; the input is {inputs[0]}"),
        Lower = (layer, _) => layer.Lowered(),
    };

    /// <summary>[C].</summary>
    public Parameter Scale { get; }

    /// <summary>In evaluation the layer is a line for each channel, so the layer beside it can take it over.</summary>
    public bool TryGetAffine([NotNullWhen(true)] out ChannelAffine? affine, [NotNullWhen(false)] out string? obstacle)
    {
        double[] scale = [.. Scale.ToArray().Select(value => (double)value)];
        affine = new ChannelAffine(new double[scale.Length], scale, new double[scale.Length]);
        obstacle = null;
        return true;
    }

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x * Scale.On(x).Reshape(1, -1, 1, 1);

    /// <summary>Its step of an inference plan: one call of the backend for each channel of each image.</summary>
    private PlanOperation Lowered()
    {
        float[] scale = Scale.ToArray();
        return new PlanOperation(operands =>
        {
            var calls = new List<Action>();
            foreach (int image in Enumerable.Range(0, operands.Output.Shape[0]))
            {
                for (int c = 0; c < scale.Length; c++)
                {
                    Tensor x = operands.Inputs[0].Slice(0, image, image + 1).Slice(1, c, c + 1);
                    Tensor y = operands.Output.Slice(0, image, image + 1).Slice(1, c, c + 1);
                    double factor = scale[c];
                    calls.Add(() => operands.Backend.Affine(factor, 0, x, y));
                }
            }

            return () => calls.ForEach(call => call());
        })
        {
            WorksInPlace = true,
        };
    }
}
