using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>(Σ|x|ᵖ)^(1/p) over each window, of any rank: [N, C, d₁, …, dₖ].</summary>
/// <param name="p">p, from 1 to 64.</param>
/// <param name="window">The windows.</param>
internal sealed class LpPool(int p, SpatialWindow window) : WindowPool(window, along => WindowMaps.Sum(along))
{
    internal static LayerDefinition<LpPool> Definition { get; } = new()
    {
        Type = nameof(LpPool),
        Make = settings => new LpPool(settings.Int("p"), WindowSettings.From(settings)),
        Describe = (layer, _) =>
        {
            JsonObject settings = layer.DescribeWindow();
            settings["p"] = layer.P;
            return settings;
        },
        State = _ => StateSize.None,
        Output = OutputOf,
        Temporaries = 4,
    };

    /// <summary>p.</summary>
    public int P { get; } = p;

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => x.LpPool(P, Window, Maps);
}
