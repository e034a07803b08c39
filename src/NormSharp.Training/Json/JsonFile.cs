using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NormSharp.Serialization;

namespace NormSharp.Training;

/// <summary>Small JSON documents: read with errors that name the file, written all or nothing.</summary>
internal static class JsonFile
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string path, JsonObject content) => AtomicFile.Write(path, stream =>
    {
        using (var writer = new Utf8JsonWriter(stream, Indented))
        {
            content.WriteTo(writer);
        }

        stream.Write("\n"u8);
    });

    public static JsonObject Read(string path)
    {
        try
        {
            return Parse(path, File.ReadAllText(path, Encoding.UTF8));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NormSharpException($"{path}: cannot read: {exception.Message}", exception);
        }
    }

    public static JsonObject Parse(string where, string text)
    {
        try
        {
            return JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw new ModelFormatException(where, "holds no JSON object");
        }
        catch (JsonException exception)
        {
            throw new ModelFormatException(where, $"is not valid JSON ({exception.Message})", exception);
        }
    }

    /// <summary>A number, or null where JSON has no word for it (NaN and infinity).</summary>
    public static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;
}
