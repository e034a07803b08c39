using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NormSharp.Serialization;

namespace NormSharp.Training;

/// <summary>Small JSON documents, written all or nothing; <see cref="StrictJson"/> reads them.</summary>
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

    /// <summary>A number, or null where JSON has no word for it (NaN and infinity).</summary>
    public static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;
}
