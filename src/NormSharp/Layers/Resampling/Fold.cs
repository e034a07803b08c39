using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Adds unfolded windows where they stand, of any rank: [N, C·∏k, ∏windows] becomes [N, C, d₁, …, dₖ]; the adjoint of unfolding, also known
/// as Col2Im.
/// </summary>
internal sealed class Fold : Module
{
    private readonly AxisMapCache _maps;

    /// <summary>Makes the layer.</summary>
    /// <param name="extents">d₁, …, dₖ.</param>
    /// <param name="window">The windows.</param>
    /// <exception cref="ArgumentException">There are not as many extents, or no window fits.</exception>
    public Fold(IReadOnlyList<int> extents, SpatialWindow window)
    {
        if (extents.Count != window.Rank)
        {
            throw new ArgumentException($"Fold has {extents.Count} extents and windows of {window.Rank} dimensions");
        }

        (Extents, Window) = (extents, window);
        _maps = new AxisMapCache(window.Rank, (d, _) => WindowMaps.Unfold(window.Along(d, extents[d])).Transposed);
    }

    /// <summary>d₁, …, dₖ.</summary>
    public IReadOnlyList<int> Extents { get; }

    /// <summary>The windows.</summary>
    public SpatialWindow Window { get; }

    internal static LayerDefinition<Fold> Definition { get; } = new()
    {
        Type = nameof(Fold),
        Temporaries = 2,
        Make = settings => new Fold(settings.Ints("extents"), WindowSettings.From(settings)),
        Describe = (layer, _) =>
        {
            JsonObject settings = WindowSettings.Describe(layer.Window);
            settings["extents"] = WindowSettings.List(layer.Extents);
            return settings;
        },
        State = _ => StateSize.None,
        Output = (settings, inputs) => OutputOf(inputs[0], settings.Ints("extents"), WindowSettings.From(settings)),
    };

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x)
    {
        Shape y = OutputOf(x.Shape, Extents, Window);
        int rank = Window.Rank;
        int[] outputs = [.. Enumerable.Range(0, rank).Select(d => Window.Along(d, Extents[d]).Outputs)];

        // Each dimension's window entries before its windows: [N, C, k₁, o₁, k₂, o₂, …].
        int[] order = [0, 1, .. Enumerable.Range(0, rank).SelectMany(d => new[] { 2 + d, 2 + rank + d })];
        Tensor folded = x.Reshape([y[0], y[1], .. Window.Kernel, .. outputs])
            .Permute(order)
            .Reshape([y[0], y[1], .. outputs.Select((count, d) => checked(count * Window.Kernel[d]))]);
        for (int d = 0; d < rank; d++)
        {
            folded = folded.MapAxis(d + 2, _maps.Of(d, folded.Shape[d + 2]));
        }

        return folded;
    }

    private static Shape OutputOf(Shape x, IReadOnlyList<int> extents, SpatialWindow window)
    {
        long kernel = window.Kernel.Aggregate(1L, (product, extent) => checked(product * extent));
        long windows = 1;
        for (int d = 0; d < extents.Count; d++)
        {
            windows = checked(windows * window.Along(d, extents[d]).Outputs);
        }

        return x.Rank == 3 && x[1] % kernel == 0 && x[2] == windows
            ? Shape.Create([x[0], (int)(x[1] / kernel), .. extents])
            : throw new ArgumentException(
                $"Fold of {windows} windows of {kernel} entries takes [N, C·{kernel}, {windows}]; it has shape {x}");
    }
}
