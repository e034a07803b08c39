using System.Text;
using System.Text.Json.Nodes;

namespace NormSharp.Fuzz.Mutation;

/// <summary>
/// Damages JSON: mostly by changing values, keys and lists of a document that stays one, so that what lies after the parser is reached;
/// else by damaging its bytes.
/// </summary>
internal static class JsonMutator
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "1", "2147483647", "-2147483648", "4294967296", "9223372036854775807", "1e999",
        "-1e999", "1e-999",
        "0.5", "1e30", "\"\"", "\"a\"", "\"\\ud800\"", "\"\\u0000\"", "\"\\u001b[31m\"", "\"\\u202e\"", "[]", "{}",
        "[null]", "[[]]", "[1,2,3]",
        "{\"type\":\"Relu\"}", "[{\"type\":\"Relu\",\"name\":\"a\"}]", "{\"a\":1,\"a\":2}", "99999999999999999999",
        "\"NaN\"", "\"Infinity\"", "7", "3",
        "65535", "1000000",
    ];

    public static byte[] Mutate(byte[] input, Random random)
    {
        if (random.Next(4) == 0)
        {
            return ByteMutator.Mutate(input, random);
        }

        try
        {
            JsonNode? root = JsonNode.Parse(input);
            for (int edits = 1 + random.Next(3); edits > 0; edits--)
            {
                string place = $"\u0001{random.Next()}\u0001";
                root = Edit(root, place, random, out bool marked);
                if (marked)
                {
                    string text = root!.ToJsonString();
                    return Encoding.UTF8.GetBytes(
                        text.Replace(JsonValue.Create(place).ToJsonString(), Values[random.Next(Values.Length)], StringComparison.Ordinal));
                }
            }

            return Encoding.UTF8.GetBytes(root?.ToJsonString() ?? "null");
        }
        catch (Exception error) when (error is System.Text.Json.JsonException or InvalidOperationException or ArgumentException)
        {
            return ByteMutator.Mutate(input, random);
        }
    }

    /// <summary>Changes one entry somewhere; what is to become another value is marked.</summary>
    private static JsonNode? Edit(JsonNode? root, string mark, Random random, out bool marked)
    {
        marked = false;
        var containers = new List<JsonNode>();
        Collect(root, containers);
        if (containers.Count == 0)
        {
            return root;
        }

        JsonNode container = containers[random.Next(containers.Count)];
        if (container is JsonObject members && members.Count > 0)
        {
            string key = members.ElementAt(random.Next(members.Count)).Key;
            switch (random.Next(6))
            {
                case 0:
                    members.Remove(key);
                    break;
                case 1:
                    JsonNode? value = members[key];
                    members.Remove(key);
                    members[key + "x"] = value;
                    break;
                case 2:
                    members[key] = containers[random.Next(containers.Count)].DeepClone();
                    break;
                default:
                    members[key] = mark;
                    marked = true;
                    break;
            }
        }
        else if (container is JsonArray entries && entries.Count > 0)
        {
            int index = random.Next(entries.Count);
            switch (random.Next(5))
            {
                case 0:
                    entries.RemoveAt(index);
                    break;
                case 1:
                    entries.Insert(index, entries[index]?.DeepClone());
                    break;
                case 2:
                    entries[index] = containers[random.Next(containers.Count)].DeepClone();
                    break;
                default:
                    entries[index] = mark;
                    marked = true;
                    break;
            }
        }

        return root;
    }

    private static void Collect(JsonNode? node, List<JsonNode> containers)
    {
        switch (node)
        {
            case JsonObject members:
                containers.Add(members);
                foreach ((_, JsonNode? value) in members)
                {
                    Collect(value, containers);
                }

                break;
            case JsonArray entries:
                containers.Add(entries);
                foreach (JsonNode? entry in entries)
                {
                    Collect(entry, containers);
                }

                break;
        }
    }
}
