using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NormSharp.Primitives;

namespace NormSharp.Cli.Output;

/// <summary>
/// The answer for machines: one JSON object on one line. A number that JSON has no word for (NaN, infinity) is null; control characters and
/// direction marks in texts are escaped, since people look at such lines too.
/// </summary>
internal static class JsonLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the object as a line of a file.</summary>
    public static void Write(Stream stream, JsonObject json)
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        Write(writer, json);
    }

    /// <summary>Writes the object as a line.</summary>
    public static void Write(TextWriter writer, JsonObject json)
    {
        using var buffer = new MemoryStream();
        using (var jsonWriter = new Utf8JsonWriter(buffer, Options))
        {
            WriteNode(jsonWriter, json);
        }

        writer.WriteLine(Escaped(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length)));
        writer.Flush();
    }

    private static void WriteNode(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                writer.WriteStartObject();
                foreach ((string name, JsonNode? value) in members)
                {
                    writer.WritePropertyName(name);
                    WriteNode(writer, value);
                }

                writer.WriteEndObject();
                break;
            case JsonArray entries:
                writer.WriteStartArray();
                foreach (JsonNode? entry in entries)
                {
                    WriteNode(writer, entry);
                }

                writer.WriteEndArray();
                break;
            case JsonValue value when !IsNotFinite(value):
                value.WriteTo(writer);
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }

    private static bool IsNotFinite(JsonValue value)
        => (value.TryGetValue(out double number) && !double.IsFinite(number))

            || (value.TryGetValue(out float single) && !float.IsFinite(single));

    /// <summary>Outside of texts JSON is plain ASCII, so that whatever is not shown stands in a text, where it may be escaped.</summary>
    private static string Escaped(string line)
    {
        if (Printable.IsPlain(line))
        {
            return line;
        }

        var result = new StringBuilder(line.Length);
        foreach (Rune rune in line.EnumerateRunes())
        {
            if (Printable.IsShown(rune))
            {
                result.Append(rune.ToString());
                continue;
            }

            foreach (char unit in rune.ToString())
            {
                result.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            }
        }

        return result.ToString();
    }
}
