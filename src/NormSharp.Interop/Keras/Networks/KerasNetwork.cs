using System.Text.Json.Nodes;
using NormSharp.Graphs;
using NormSharp.Interop.Files;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Interop.Keras.Networks;

/// <summary>Makes a network of the house from a Keras model: it takes and gives [N, C, H, W] where Keras has [N, H, W, C].</summary>
/// <remarks>Where a model has layers of sequences, [N, L, C], they are planes of height 1: [N, C, 1, L].</remarks>
internal static class KerasNetwork
{
    /// <exception cref="ModelFormatException">A layer or a setting of one is not supported; the message names it.</exception>
    public static Network Read(KerasFile file) => Import(file, file).Network;

    /// <summary>The network that one file describes with the numbers of another, such as a <c>.weights.h5</c>.</summary>
    /// <inheritdoc cref="Read(KerasFile)" path="/exception"/>
    public static Network Read(KerasFile architecture, KerasFile weights) => Import(architecture, weights).Network;

    /// <summary>The same, and the channels, height and width of its one input where the file says them.</summary>
    /// <inheritdoc cref="Read(KerasFile)" path="/exception"/>
    public static (Network Network, int[]? Image) Import(KerasFile architecture, KerasFile weights)
    {
        KerasModel model = ModelOf(architecture);
        KerasBuilt built = Build(
            architecture, ReferenceEquals(architecture, weights) ? model : KerasWeights.Assign(model, weights.Tensors));
        bool isImage = built.Inputs is [{ StoredRank: 4, Shape: { } extents }] && extents.All(extent => extent is not null);
        return (built.Network, isImage ? [.. built.Inputs[0].Stored().Skip(1)] : null);
    }

    private static KerasModel ModelOf(KerasFile file) => file.Model ?? throw Malformed.In(
        file.Path, "holds weights and no architecture; save the whole model by model.save, or take its numbers into a network of its kind");

    private static KerasBuilt Build(KerasFile file, KerasModel model)
    {
        try
        {
            KerasBuilt built = UndrawnValues.Make(
                () => new KerasModelBuilder(file.Path, model, DialectOf(file, model)).Build(null));
            built.Network.Evaluate();
            Check(file.Path, built);
            return built;
        }
        catch (Exception error) when (error is ArgumentException or OverflowException or InvalidOperationException or FormatException)
        {
            throw Malformed.In(file.Path, $"cannot be made a network: {ErrorLine.Of(error)}", error);
        }
    }

    /// <summary>The shapes that the network gives have to be those that Keras's layers give.</summary>
    private static void Check(string path, KerasBuilt built)
    {
        if (built.Inputs.All(input => input.Shape.All(extent => extent is not null)))
        {
            IReadOnlyList<GraphValue> outputs = ModelGraph.Of(built.Network, [.. built.Inputs.Select(input => input.Stored())]).Outputs;
            for (int i = 0; i < outputs.Count; i++)
            {
                if (outputs[i].Shape != built.Outputs[i].Stored())
                {
                    throw Malformed.In(
                        path,
                        $"gives {outputs[i].Shape} as a network and {built.Outputs[i].Stored()} in Keras; a layer is not read rightly");
                }
            }
        }
    }

    private static KerasDialect DialectOf(KerasFile file, KerasModel model) => new(
        IsChannelsLast: !IsChannelsFirst(model),
        HasSequences: HasSequences(model),
        IsNew: file.Metadata.GetValueOrDefault("keras_version") is { } version && version.StartsWith("3.", StringComparison.Ordinal));

    private static bool HasSequences(KerasModel model) => model.Layers.Any(
        layer => layer.IsOfSequences || (layer.Inner is not null && HasSequences(layer.Inner)));

    private static bool IsChannelsFirst(KerasModel model) => model.Layers.Any(layer
        => (layer.Config["data_format"] is JsonValue value && value.TryGetValue(out string? format) && format == "channels_first")
            || (layer.Inner is not null && IsChannelsFirst(layer.Inner)));
}
