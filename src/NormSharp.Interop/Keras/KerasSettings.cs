using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NormSharp.Interop.Files;
using NormSharp.Serialization;

namespace NormSharp.Interop.Keras;

/// <summary>
/// Rewrites ε and momentum of normalizations in the description that an HDF5 file of Keras holds: no other byte of the file changes.
/// </summary>
internal static class KerasSettings
{
    private const int VersionAt = 8;
    private const string Save = "name the result .safetensors or .onnx";

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a copy of a file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="destination">The copy.</param>
    /// <param name="settings">ε and the weight of the old statistic, by the names of the layers.</param>
    /// <exception cref="ModelFormatException">
    /// It is an archive or has no description, a layer is missing, or the description does not stand in the file as it is.
    /// </exception>
    public static void Rewrite(string source, string destination, IReadOnlyDictionary<string, (double Epsilon, double OldWeight)> settings)
    {
        byte[] bytes = File.ReadAllBytes(source);
        if (bytes.AsSpan().StartsWith("PK\x3\x4"u8))
        {
            throw Malformed.In(source, $"is an archive (.keras), whose settings are not changed in place; {Save}");
        }

        // Later versions keep checksums beside what is changed here.
        if (bytes.Length > VersionAt && bytes[VersionAt] > 1)
        {
            throw Malformed.In(source, $"is of a newer form of HDF5, which keeps checksums; {Save}");
        }

        string text = HdfTree.Use(source, bytes, tree => tree.Text(tree.Root, "model_config"))
            ?? throw Malformed.In(source, "holds weights and no architecture, so that there are no settings to change");
        byte[] before = Encoding.UTF8.GetBytes(text);
        int at = bytes.AsSpan().IndexOf(before);
        if (at < 0 || bytes.AsSpan(at + 1).IndexOf(before) >= 0)
        {
            throw Malformed.In(source, $"does not hold its description once and in one piece; {Save}");
        }

        byte[] after = Encoding.UTF8.GetBytes(Changed(source, text, settings));
        if (after.Length > before.Length)
        {
            throw Malformed.In(source, $"has no room for a longer description ({after.Length} bytes in {before.Length}); {Save}");
        }

        // JSON may end in spaces: the length stays.
        Span<byte> place = bytes.AsSpan(at, before.Length);
        place.Fill((byte)' ');
        after.CopyTo(place);
        AtomicFile.Write(destination, stream => stream.Write(bytes));
    }

    private static string Changed(
        string path, string text, IReadOnlyDictionary<string, (double Epsilon, double OldWeight)> settings)
    {
        JsonObject model = StrictJson.Object($"{path}: its architecture", text);
        JsonObject[] configs = [.. Configs(model["config"])];
        foreach ((string name, (double epsilon, double old)) in settings)
        {
            JsonObject[] named = [.. configs.Where(config => (string?)config["name"] == name)];
            if (named is not [var config])
            {
                throw Malformed.In(path, $"has {named.Length} layers '{Printable.Name(name)}', expected 1");
            }

            config["epsilon"] = epsilon;
            config["momentum"] = Math.Round(old, 9);
        }

        return model.ToJsonString(Plain);
    }

    /// <summary>The settings of layers, those of models inside of models too.</summary>
    private static IEnumerable<JsonObject> Configs(JsonNode? config)
    {
        JsonArray layers = config as JsonArray ?? (config as JsonObject)?["layers"] as JsonArray ?? [];
        return layers.Select(layer => layer?["config"]).OfType<JsonObject>().SelectMany(inner => Configs(inner).Prepend(inner));
    }
}
