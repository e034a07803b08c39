using System.Text.Json.Nodes;
using NormSharp.Lowering;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>A <see cref="LayerDefinition{TLayer}"/> of whatever kind of layer; <see cref="LayerCatalog"/> holds one of each.</summary>
public abstract class LayerDefinition
{
    private protected LayerDefinition()
    {
    }

    /// <summary>What the layer is called in files, and by <see cref="Module.TypeName"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The fewest and the most inputs that a forward pass takes.</summary>
    public (int Least, int Most) InputCount { get; init; } = (1, 1);

    /// <summary>
    /// Whether the output in evaluation is the input's memory, in whatever shape: then it takes no memory, and no step of a plan.
    /// </summary>
    public bool IsView { get; init; }

    /// <summary>
    /// Which normalization this is, as in "4 batch normalizations"; null where it is none.
    /// </summary>
    public string? Normalization { get; init; }

    /// <summary>What class of layers this is.</summary>
    internal abstract Type LayerType { get; }

    /// <summary>Whether a description has descriptions of layers inside, which it is measured by.</summary>
    internal abstract bool IsContainer { get; }

    /// <summary>Makes a layer with fresh values.</summary>
    internal abstract Module MakeLayer(LayerSettings settings);

    /// <summary>The layer's settings.</summary>
    internal abstract JsonObject SettingsOf(Module layer, Func<string, JsonObject> child);

    /// <summary>How many numbers the layer itself keeps, without those of children.</summary>
    internal abstract StateSize StateOf(LayerSettings settings);

    /// <summary>The output's shape.</summary>
    internal abstract Shape OutputOf(LayerSettings settings, IReadOnlyList<Shape> inputs);

    /// <summary>How many numbers of scratch memory a forward pass takes beside its input and output.</summary>
    internal abstract long ScratchOf(LayerSettings settings, IReadOnlyList<Shape> inputs, Shape output);

    /// <summary>How values flow inside; null for a layer without layers inside.</summary>
    internal abstract Dataflow? DataflowOf(Module layer);

    /// <summary>The elementwise function that the layer is, or null.</summary>
    internal abstract Activation? ActivationOf(Module layer);

    /// <summary>The tensor that the layer always gives, or null.</summary>
    internal abstract Tensor? ConstantOf(Module layer);

    /// <summary>Its step of a plan; null where its own forward pass is run.</summary>
    internal abstract PlanOperation? OperationOf(Module layer, IReadOnlyList<Shape> inputs);

    /// <summary>The shape of the weight that a reparametrization may compute, or null.</summary>
    internal abstract Shape? WeightOf(LayerSettings settings);

    /// <summary>The linear map from channels to channels that the layer is, or null.</summary>
    internal abstract ChannelMap? MapOf(Module layer);

    /// <summary>Why a line does not pass through, as the end of a sentence about the layer; null where it does.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="line">The line of a normalization.</param>
    /// <param name="obstacle">The reason.</param>
    /// <returns>Whether anything is known; where not, no line passes.</returns>
    internal abstract bool TryPass(Module layer, ChannelAffine line, out string? obstacle);

    /// <summary>Changes a container's settings so that a child is the identity.</summary>
    /// <returns>Whether the container knows how.</returns>
    internal abstract bool TryRemove(JsonObject settings, string child);
}
