using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NormSharp.Serialization;

/// <summary>
/// The one place that parses JSON, whoever wrote it: no comments, no commas too many, no key twice in an object, every text whole Unicode,
/// and limits on size, depth and the number of values. What it gives can be read by <see cref="JsonFields"/> without surprises.
/// </summary>
internal static class StrictJson
{
    /// <summary>The most bytes of a document; no file of ours comes near.</summary>
    public const int MostBytes = 64 << 20;

    /// <summary>The most objects and lists inside each other.</summary>
    public const int MostDepth = 64;

    /// <summary>The most values and keys: each takes some hundred bytes of memory.</summary>
    public const int MostValues = 4 << 20;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = MostDepth };

    /// <summary>Reads a file that holds one object.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mostBytes">The most that it may hold.</param>
    /// <exception cref="ModelFormatException">It holds something else.</exception>
    /// <exception cref="NormSharpException">It cannot be read.</exception>
    public static JsonObject Read(string path, int mostBytes = MostBytes)
    {
        try
        {
            ReadOnlySpan<byte> bytes = RegularFile.ReadAllBytes(path, mostBytes);
            return Object(path, bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NormSharpException($"{path}: cannot read: {exception.Message}", exception);
        }
    }

    /// <summary>Parses an object.</summary>
    /// <param name="where">Where the text stands, for messages.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="ModelFormatException">It is something else.</exception>
    public static JsonObject Object(string where, string text) => Object(where, Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Object(string, string)"/>
    public static JsonObject Object(string where, ReadOnlySpan<byte> utf8)
        => Parse(where, utf8) as JsonObject ?? throw new ModelFormatException(where, "holds no JSON object");

    /// <summary>Parses a list of texts.</summary>
    /// <inheritdoc cref="Object(string, string)"/>
    public static IReadOnlyList<string> Texts(string where, string text)
        => Parse(where, Encoding.UTF8.GetBytes(text)) is JsonArray array
            && array.All(entry => entry is JsonValue value && value.GetValueKind() == JsonValueKind.String)
                ? [.. array.Select(entry => entry!.GetValue<string>())]
                : throw new ModelFormatException(where, "holds no JSON list of texts");

    private static JsonNode? Parse(string where, ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > MostBytes)
        {
            throw new ModelFormatException(where, $"holds {utf8.Length} bytes of JSON, and at most {MostBytes} are read");
        }

        try
        {
            CheckTexts(where, utf8);
            return JsonNode.Parse(utf8, documentOptions: Options);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new ModelFormatException(where, $"is not valid JSON ({ErrorText.OneLine(exception)})", exception);
        }
    }

    /// <summary>
    /// Nodes read their texts when they are asked for, and throw where one is no Unicode; here that is found at once. Counts on the way.
    /// </summary>
    private static void CheckTexts(string where, ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MostDepth });
        int values = 0;
        while (reader.Read())
        {
            if (++values > MostValues)
            {
                throw new ModelFormatException(where, $"holds more than {MostValues} JSON values and keys, and more are not read");
            }

            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName
                && (reader.ValueIsEscaped || !Ascii.IsValid(reader.ValueSpan)))
            {
                _ = reader.GetString();
            }
        }
    }
}
