using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NormSharp.Serialization;

/// <summary>
/// Collects tensors and writes them as one safetensors file. Equal content gives equal bytes: metadata in the order of their
/// keys, tensors by element size (largest first, so that each is aligned to its own size) and then by name.
/// </summary>
internal sealed class SafetensorsWriter
{
    private const int Alignment = 8;

    private readonly Dictionary<string, (string Type, long[] Shape, byte[] Data)> _tensors = new(StringComparer.Ordinal);

    /// <summary>Free-form strings for the header's <c>__metadata__</c>.</summary>
    public IDictionary<string, string> Metadata { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Adds an F32 tensor; the numbers are copied.</summary>
    /// <param name="name">A name that is not used yet.</param>
    /// <param name="shape">Dimensions, outermost first; empty for a scalar.</param>
    /// <param name="values">The numbers in row-major order, as many as the shape holds.</param>
    /// <exception cref="ArgumentException">The name is taken, or the shape does not hold that many numbers.</exception>
    public void Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) => Add(name, SafetensorsTypes.Single, shape, values);

    /// <summary>Adds an F64 tensor; the numbers are copied.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{long}, ReadOnlySpan{float})"/>
    public void Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<double> values)
        => Add(name, SafetensorsTypes.Double, shape, values);

    /// <summary>Adds an I64 tensor; the numbers are copied.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{long}, ReadOnlySpan{float})"/>
    public void Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<long> values) => Add(name, SafetensorsTypes.Int64, shape, values);

    /// <summary>Adds a U64 tensor; the numbers are copied.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{long}, ReadOnlySpan{float})"/>
    public void Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<ulong> values) => Add(name, SafetensorsTypes.UInt64, shape, values);

    /// <summary>Adds a U8 tensor; the bytes are copied.</summary>
    /// <inheritdoc cref="Add(string, ReadOnlySpan{long}, ReadOnlySpan{float})"/>
    public void Add(string name, ReadOnlySpan<long> shape, ReadOnlySpan<byte> values) => Add(name, SafetensorsTypes.Byte, shape, values);

    /// <summary>Puts other numbers in the place of those of an F32 tensor.</summary>
    public void Replace(string name, ReadOnlySpan<float> values)
    {
        long[] shape = _tensors[name].Shape;
        _tensors.Remove(name);
        Add(name, shape, values);
    }

    /// <summary>Puts another number in the place of that of an I64 scalar.</summary>
    public void Replace(string name, long value)
    {
        _tensors.Remove(name);
        Add(name, [], (ReadOnlySpan<long>)[value]);
    }

    /// <summary>Writes the whole file: header length, header padded with spaces to a multiple of 8 bytes, data.</summary>
    /// <param name="destination">Where to; written from its current position, neither flushed nor closed.</param>
    public void Write(Stream destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var ordered = _tensors
            .OrderByDescending(tensor => SafetensorsTypes.SizeOf(tensor.Value.Type))
            .ThenBy(tensor => tensor.Key, StringComparer.Ordinal)
            .ToList();
        byte[] header = Header(ordered);
        int padding = (Alignment - (header.Length % Alignment)) % Alignment;
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)(header.Length + padding));
        destination.Write(prefix);
        destination.Write(header);
        destination.Write("       "u8[..padding]);
        foreach (var tensor in ordered)
        {
            destination.Write(tensor.Value.Data);
        }
    }

    private byte[] Header(List<KeyValuePair<string, (string Type, long[] Shape, byte[] Data)>> tensors)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (Metadata.Count > 0)
            {
                json.WriteStartObject("__metadata__");
                foreach ((string key, string value) in Metadata)
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            foreach ((string name, (string type, long[] shape, byte[] data)) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", type);
                WriteIntegers(json, "shape", shape);
                WriteIntegers(json, "data_offsets", [offset, offset + data.Length]);
                json.WriteEndObject();
                offset += data.Length;
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteIntegers(Utf8JsonWriter json, string name, ReadOnlySpan<long> values)
    {
        json.WriteStartArray(name);
        foreach (long value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }

    private void Add<T>(string name, string type, ReadOnlySpan<long> shape, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        long count = 1;
        foreach (long dimension in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(shape));
            count = checked(count * dimension);
        }

        if (count != values.Length)
        {
            throw new ArgumentException(
                $"tensor '{name}' of shape [{string.Join(", ", shape.ToArray())}] needs {count} numbers, {values.Length} were given",
                nameof(values));
        }

        byte[] data = new byte[checked(values.Length * Unsafe.SizeOf<T>())];
        Span<T> copy = MemoryMarshal.Cast<byte, T>(data.AsSpan());
        values.CopyTo(copy);
        LittleEndian.Swap(copy);
        if (name == "__metadata__" || !_tensors.TryAdd(name, (type, shape.ToArray(), data)))
        {
            throw new ArgumentException($"the name '{name}' is taken", nameof(name));
        }
    }
}
