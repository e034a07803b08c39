using System.Text.Json;

namespace NormSharp.Serialization;

/// <summary>
/// Reads and checks the JSON header of a safetensors file by the rules of the reference implementation: the tensors' bytes
/// start at 0, follow each other without gap or overlap, and end where the file ends.
/// </summary>
internal static class SafetensorsHeader
{
    private const string MetadataKey = "__metadata__";

    public static (Dictionary<string, string> Metadata, Dictionary<string, SafetensorsEntry> Tensors) Parse(
        string path, ReadOnlySpan<byte> json, long dataLength)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var tensors = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        try
        {
            bool metadataSeen = false;
            var reader = new Utf8JsonReader(json);
            Expect(path, ref reader, JsonTokenType.StartObject, "the header");
            while (ReadName(ref reader, out string name))
            {
                if (name == MetadataKey)
                {
                    if (metadataSeen)
                    {
                        throw new ModelFormatException(path, $"the header holds '{MetadataKey}' twice");
                    }

                    metadataSeen = true;
                    ReadMetadata(path, ref reader, metadata);
                }
                else if (!tensors.TryAdd(name, ReadEntry(path, ref reader, name)))
                {
                    throw new ModelFormatException(path, $"the header holds tensor '{name}' twice; names must be unique");
                }
            }

            // Anything but spaces after the object makes the reader throw.
            reader.Read();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new ModelFormatException(
                path, $"the header is not valid JSON ({ErrorText.OneLine(exception)}); expected a safetensors file", exception);
        }

        CheckLayout(path, tensors.Values, dataLength);
        return (metadata, tensors);
    }

    private static void ReadMetadata(string path, ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        Expect(path, ref reader, JsonTokenType.StartObject, $"'{MetadataKey}'");
        while (ReadName(ref reader, out string key))
        {
            Expect(path, ref reader, JsonTokenType.String, $"'{MetadataKey}' entry '{key}'");
            if (!metadata.TryAdd(key, reader.GetString()!))
            {
                throw new ModelFormatException(path, $"'{MetadataKey}' holds '{key}' twice");
            }
        }
    }

    private static SafetensorsEntry ReadEntry(string path, ref Utf8JsonReader reader, string name)
    {
        Expect(path, ref reader, JsonTokenType.StartObject, $"tensor '{name}'");
        string? elementType = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        while (ReadName(ref reader, out string key))
        {
            switch (key)
            {
                case "dtype" when elementType is null:
                    Expect(path, ref reader, JsonTokenType.String, $"the dtype of tensor '{name}'");
                    elementType = reader.GetString()!;
                    break;
                case "shape" when shape is null:
                    shape = ReadIntegers(path, ref reader, $"the shape of tensor '{name}'");
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadIntegers(path, ref reader, $"data_offsets of tensor '{name}'");
                    break;
                case "dtype" or "shape" or "data_offsets":
                    throw new ModelFormatException(path, $"tensor '{name}' holds '{key}' twice");
                default:
                    reader.Skip();
                    break;
            }
        }

        if (elementType is null || shape is null || offsets is not [long begin, long end])
        {
            throw new ModelFormatException(path, $"tensor '{name}' lacks dtype, shape, or data_offsets of two numbers");
        }

        if (begin > end)
        {
            throw new ModelFormatException(path, $"tensor '{name}' ends at byte {end}, before it begins ({begin})");
        }

        var entry = new SafetensorsEntry(name, elementType, [.. shape], begin, end - begin);
        CheckSize(path, entry);
        return entry;
    }

    private static void CheckSize(string path, SafetensorsEntry entry)
    {
        int size = SafetensorsTypes.SizeOf(entry.ElementType);
        if (size == 0)
        {
            throw new ModelFormatException(path, $"tensor '{entry.Name}' has the unknown element type '{entry.ElementType}'");
        }

        UInt128 bytes = (UInt128)size;
        foreach (long dimension in entry.Shape)
        {
            bytes *= (UInt128)dimension;
            if (bytes > long.MaxValue)
            {
                throw new ModelFormatException(path, $"tensor '{entry.Name}' {entry} is larger than any file");
            }
        }

        if (bytes != (UInt128)entry.ByteLength)
        {
            throw new ModelFormatException(
                path, $"tensor '{entry.Name}' {entry} needs {bytes} bytes, but its data_offsets span {entry.ByteLength}");
        }
    }

    private static void CheckLayout(string path, IEnumerable<SafetensorsEntry> entries, long dataLength)
    {
        long next = 0;
        foreach (SafetensorsEntry entry in entries.OrderBy(entry => entry.Offset).ThenBy(entry => entry.ByteLength))
        {
            if (entry.Offset != next)
            {
                string problem = entry.Offset < next ? "overlaps the tensor before it" : "leaves a gap before it";
                throw new ModelFormatException(
                    path, $"tensor '{entry.Name}' {problem}: it begins at byte {entry.Offset}, expected {next}");
            }

            next = entry.Offset + entry.ByteLength;
        }

        if (next != dataLength)
        {
            throw new ModelFormatException(
                path, $"the header describes {next} bytes of tensors, but {dataLength} follow it; the file is truncated or damaged");
        }
    }

    private static List<long> ReadIntegers(string path, ref Utf8JsonReader reader, string what)
    {
        Expect(path, ref reader, JsonTokenType.StartArray, what);
        var values = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long value) || value < 0)
            {
                throw new ModelFormatException(path, $"{what} must hold whole numbers from 0 to {long.MaxValue}");
            }

            values.Add(value);
        }

        return values;
    }

    private static bool ReadName(ref Utf8JsonReader reader, out string name)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.PropertyName)
        {
            name = string.Empty;
            return false;
        }

        name = reader.GetString()!;
        return true;
    }

    private static void Expect(string path, ref Utf8JsonReader reader, JsonTokenType expected, string what)
    {
        reader.Read();
        if (reader.TokenType != expected)
        {
            throw new ModelFormatException(path, $"{what} is a JSON {reader.TokenType}, expected {expected}");
        }
    }
}
