using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace NormSharp.Fuzz.Mutation;

/// <summary>Damages a safetensors file: its header as JSON, one of the JSON texts in its metadata, its numbers, or its bytes.</summary>
internal static class SafetensorsMutator
{
    private const string Metadata = "__metadata__";

    public static byte[] Mutate(byte[] input, Random random)
    {
        if (random.Next(5) == 0 || input.Length < sizeof(ulong))
        {
            return ByteMutator.Mutate(input, random);
        }

        int length = (int)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(input), (ulong)(input.Length - sizeof(ulong)));
        byte[] header = input[sizeof(ulong)..(sizeof(ulong) + length)];
        byte[] data = input[(sizeof(ulong) + length)..];
        if (random.Next(4) == 0 && data.Length >= sizeof(float))
        {
            float[] values = [float.NaN, float.PositiveInfinity, float.MaxValue, -1, 0, float.Epsilon, 1e30f];
            BinaryPrimitives.WriteSingleLittleEndian(
                data.AsSpan(random.Next(data.Length / sizeof(float)) * sizeof(float)), values[random.Next(values.Length)]);
        }
        else
        {
            header = random.Next(3) == 0 ? JsonMutator.Mutate(header, random) : MutateMetadata(header, random);
        }

        byte[] prefix = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)header.Length);
        return [.. prefix, .. header, .. data];
    }

    private static byte[] MutateMetadata(byte[] header, Random random)
    {
        try
        {
            if (JsonNode.Parse(header) is JsonObject json && json[Metadata] is JsonObject { Count: > 0 } metadata)
            {
                (string key, JsonNode? text) = metadata.ElementAt(random.Next(metadata.Count));
                string value = text is JsonValue leaf && leaf.TryGetValue(out string? known) ? known : "{}";
                metadata[key] = Encoding.UTF8.GetString(JsonMutator.Mutate(Encoding.UTF8.GetBytes(value), random));
                return Encoding.UTF8.GetBytes(json.ToJsonString());
            }
        }
        catch (Exception error) when (error is System.Text.Json.JsonException or InvalidOperationException or ArgumentException)
        {
            // No JSON any more: its bytes will do.
        }

        return JsonMutator.Mutate(header, random);
    }
}
