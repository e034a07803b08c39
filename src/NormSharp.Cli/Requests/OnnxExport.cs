using System.Text.Json.Nodes;
using NormSharp.Data;
using NormSharp.Interop;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;
using NormSharp.Training;

namespace NormSharp.Cli.Requests;

/// <summary>A model's way to an ONNX file: what is written beside the network.</summary>
/// <param name="Input">The images that the network takes, and its classes.</param>
/// <param name="Metadata">What the model's own file says of it.</param>
internal sealed record OnnxExport(ModelInput Input, IReadOnlyDictionary<string, string> Metadata)
{
    private const float LargestPixel = 255;

    /// <summary>The version of the standard's operators; the library's default when null.</summary>
    public int? Opset { get; init; }

    /// <summary>Whether the file takes pixels from 0 to 255 and scales them itself.</summary>
    public bool HasPreprocessing { get; init; }

    /// <summary>Writes the file.</summary>
    /// <exception cref="NormSharpException">A layer cannot be written, or the file.</exception>
    public void Write(string path, Module network)
    {
        var options = new OnnxExportOptions();
        options = options with
        {
            Opset = Opset ?? options.Opset,
            Metadata = ToMetadata(),
            Preprocessing = HasPreprocessing ? Scaling() : null,
        };
        Shape shape = [1, Input.Shape.Channels, Input.Shape.Height, Input.Shape.Width];
        NetworkFiles.SaveOnnx(path, network, [shape], options);
    }

    /// <summary>(v/255 − mean)/deviation, of v from 0 to 255.</summary>
    private InputScaling Scaling()
    {
        int channels = Input.Shape.Channels;
        return Input.Normalization is { } normalization
            ? new InputScaling(
                [.. normalization.Mean.Select(mean => mean * LargestPixel)],
                [.. normalization.Deviation.Select(deviation => deviation * LargestPixel)])
            : new InputScaling(new float[channels], [.. Enumerable.Repeat(LargestPixel, channels)]);
    }

    /// <summary>For programs of others plain keys, for this one its own; the architecture is the graph.</summary>
    private Dictionary<string, string> ToMetadata()
    {
        var metadata = new Dictionary<string, string>(Metadata, StringComparer.Ordinal);
        metadata.Remove(ModelFile.ArchitectureKey);
        int channels = Input.Shape.Channels;

        // Raw pixels in our own terms: (v/255 − 0)/(1/255).
        Normalization? normalization = HasPreprocessing
            ? new Normalization(
                [.. Enumerable.Repeat(0f, channels)], [.. Enumerable.Repeat(1 / LargestPixel, channels)])
            : Input.Normalization;
        (Input with { Normalization = normalization }).Save(metadata);
        metadata["classes"] = Json(Input.Classes.Select(name => (JsonNode)name));
        metadata["input"] = HasPreprocessing ? "pixels from 0 to 255"
            : Input.Normalization is null ? "pixels / 255"
            : "(pixels / 255 - mean) / std, by channel";
        if (!HasPreprocessing && Input.Normalization is { } said)
        {
            metadata["mean"] = Json(said.Mean.Select(value => (JsonNode)value));
            metadata["std"] = Json(said.Deviation.Select(value => (JsonNode)value));
        }

        return metadata;
    }

    private static string Json(IEnumerable<JsonNode> values) => new JsonArray([.. values]).ToJsonString();
}
