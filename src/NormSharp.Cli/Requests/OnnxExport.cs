using System.Text.Json.Nodes;
using NormSharp.Cli.Failures;
using NormSharp.Data;
using NormSharp.Interop;
using NormSharp.Serialization;
using NormSharp.Tensors;
using NormSharp.Training;

namespace NormSharp.Cli.Requests;

/// <summary>A model's way to an ONNX file: what is written beside the network.</summary>
/// <param name="request">The model, and how it is to be written.</param>
internal sealed class OnnxExport(ExportRequest request)
{
    private const float LargestPixel = 255;

    private ModelInput Input { get; } = request.Input;

    private bool HasPreprocessing { get; } = request.HasPreprocessing;

    /// <summary>Writes the file.</summary>
    /// <exception cref="NormSharpException">A layer cannot be written, or the file.</exception>
    /// <exception cref="UsageException">Preprocessing is wanted, and nothing says what it is.</exception>
    public void Write(string path)
    {
        if (HasPreprocessing && request.Model.GuessesScaling)
        {
            throw new UsageException(
                $"--with-preprocessing: {request.Model.Location.Path} does not say how its images are scaled; say it by --mean, --std "
                    + $"and --scale");
        }

        var options = new OnnxExportOptions();
        options = options with
        {
            Opset = request.Opset ?? options.Opset,
            InputNames = request.InputNames.Count > 0 ? request.InputNames : null,
            OutputNames = request.OutputNames.Count > 0 ? request.OutputNames : null,
            Metadata = ToMetadata(),
            Preprocessing = HasPreprocessing ? Scaling() : null,
        };
        Shape shape = [1, Input.Shape.Channels, Input.Shape.Height, Input.Shape.Width];
        NetworkFiles.SaveOnnx(path, request.Network, [shape], options);
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
        var metadata = new Dictionary<string, string>(request.Model.Metadata, StringComparer.Ordinal);
        metadata.Remove(ModelFile.ArchitectureKey);
        metadata.Remove(ModuleState.NamesKey);
        if (request.Model.GuessesScaling)
        {
            return metadata;
        }

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
