using System.Text.Json.Nodes;
using NormSharp.Ops;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>
/// Puts maxima back to where they stood, and zeros elsewhere (Zeiler and Fergus 2014). Inputs: x [N, C, d₁, …, dₖ], and places of the same
/// shape, as <see cref="MaxPoolPlaces"/> gives them.
/// </summary>
internal sealed class MaxUnpool : Module
{
    /// <summary>Makes the layer.</summary>
    /// <param name="window">The windows that were pooled.</param>
    /// <param name="extents">
    /// The output's extents after the channels where they are larger or smaller than the windows say; the places count through what those
    /// say, and zeros are added, or entries taken away, at the end. Empty where they are the same.
    /// </param>
    /// <exception cref="ArgumentException">There are not as many extents as dimensions.</exception>
    public MaxUnpool(SpatialWindow window, IReadOnlyList<int> extents)
    {
        if (extents.Count > 0 && extents.Count != window.Rank)
        {
            throw new ArgumentException($"MaxUnpool has windows of {window.Rank} dimensions and {extents.Count} extents");
        }

        (Window, Extents) = (window, extents);
    }

    /// <summary>The windows that were pooled.</summary>
    public SpatialWindow Window { get; }

    /// <summary>The output's extents after the channels, or none.</summary>
    public IReadOnlyList<int> Extents { get; }

    internal static LayerDefinition<MaxUnpool> Definition { get; } = new()
    {
        Type = nameof(MaxUnpool),
        InputCount = (2, 2),
        Make = From,
        Describe = (layer, _) =>
        {
            JsonObject settings = WindowSettings.Describe(layer.Window);
            settings["extents"] = WindowSettings.List(layer.Extents);
            return settings;
        },
        State = _ => StateSize.None,
        Output = (settings, inputs) => From(settings).OutputOf(inputs[0]),
    };

    /// <inheritdoc/>
    public override string ToString() => $"MaxUnpool({string.Join("×", Window.Kernel)})";

    /// <inheritdoc/>
    protected override Tensor OnForward(Tensor x) => throw new ArgumentException("the layer takes maxima and their places");

    /// <inheritdoc/>
    protected override Tensor OnForward(ReadOnlySpan<Tensor> inputs)
    {
        Shape whole = WholeOf(inputs[0].Shape);
        Tensor y = inputs[0].PutAt(inputs[1], whole);
        return Extents.Count == 0
            ? y
            : y.PadConstant(new Margins(new int[Window.Rank], [.. Extents.Select((extent, d) => extent - whole[d + 2])]));
    }

    private static MaxUnpool From(LayerSettings settings) => new(WindowSettings.From(settings), settings.Ints("extents"));

    private Shape OutputOf(Shape x)
    {
        Shape whole = WholeOf(x);
        return Extents.Count == 0 ? whole : Shape.Create([whole[0], whole[1], .. Extents]);
    }

    /// <summary>The shape that the windows say, through which the places count.</summary>
    internal Shape WholeOf(Shape x) => new TransposedWindow(Window).OutputOf(x, x[1], nameof(MaxUnpool));
}
