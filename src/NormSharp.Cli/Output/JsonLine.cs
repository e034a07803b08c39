using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NormSharp.Cli.Output;

/// <summary>The answer for machines: one JSON object on one line.</summary>
internal static class JsonLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the object as a line.</summary>
    public static void Write(TextWriter writer, JsonObject json)
    {
        using var buffer = new MemoryStream();
        using (var jsonWriter = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteTo(jsonWriter);
        }

        writer.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        writer.Flush();
    }
}
