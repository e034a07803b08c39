using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NormSharp.Serialization;

namespace NormSharp.Inference;

/// <summary>
/// A tuning file: JSON of what was measured on each machine. It is data of perhaps somebody else: sizes are bounded, what is no such file
/// is refused, and its words are only compared with those that are known.
/// </summary>
internal sealed class TuningDocument
{
    /// <summary>The most bytes of a file; a large network's problems take some ten thousand.</summary>
    public const int MostBytes = 4 << 20;

    /// <summary>The most machines; of more the oldest are let go.</summary>
    public const int MostMachines = 64;

    private const string Format = "normsharp.tuning";
    private const int Version = 1;
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<(string Machine, Dictionary<string, TuningEntry> Entries)> _machines = [];

    /// <summary>Reads a file; an empty document where there is none.</summary>
    /// <exception cref="ModelFormatException">It is no tuning file, or a damaged one.</exception>
    /// <exception cref="NormSharpException">It cannot be read.</exception>
    public static TuningDocument Read(string path)
    {
        var document = new TuningDocument();
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            return document;
        }

        var root = new JsonFields(path, StrictJson.Read(path, MostBytes));
        if (root.OptionalText("format") != Format)
        {
            throw new ModelFormatException(
                path, $"is no tuning file: its 'format' is not \"{Format}\"; it is left as it is, so name another file");
        }

        if (root.Int("version") != Version)
        {
            throw root.Wrong("version", $"{Version}, the one that is known here; remove the file to tune anew");
        }

        JsonFields machines = root.Object("machines");
        foreach ((string machine, _) in machines.Json)
        {
            JsonFields problems = machines.Object(machine);
            Dictionary<string, TuningEntry> entries = document.Of(machine);
            foreach ((string problem, _) in problems.Json)
            {
                entries[problem] = EntryOf(problems.Object(problem));
            }
        }

        return document;
    }

    /// <summary>What was measured on a machine, by problems; may be added to. The machine becomes the latest.</summary>
    public Dictionary<string, TuningEntry> Of(string machine)
    {
        int at = _machines.FindIndex(known => known.Machine == machine);
        (string, Dictionary<string, TuningEntry> Entries) entry = at < 0
            ? (machine, new Dictionary<string, TuningEntry>(StringComparer.Ordinal))
            : _machines[at];
        if (at >= 0)
        {
            _machines.RemoveAt(at);
        }
        else if (_machines.Count == MostMachines)
        {
            _machines.RemoveAt(0);
        }

        _machines.Add(entry);
        return entry.Entries;
    }

    /// <summary>
    /// Writes the file; whatever happens, the path has the old content or the whole new one. What could not be read again is not written:
    /// the oldest machines are let go.
    /// </summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path)
    {
        byte[] bytes = ToBytes();
        while (bytes.Length > MostBytes && _machines.Count > 1)
        {
            _machines.RemoveAt(0);
            bytes = ToBytes();
        }

        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    private static TuningEntry EntryOf(JsonFields json)
    {
        string threads = json.Text("threads");
        return new TuningEntry(
            new StepSetting(
                json.OptionalText("algorithm"),
                threads switch
                {
                    "one" => true,
                    "all" => false,
                    _ => throw json.Wrong("threads", "\"one\" or \"all\""),
                }),
            json.Texts("among"),
            json.Number("microseconds"),
            json.Number("usual_microseconds"));
    }

    private byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Indented))
        {
            ToJson().WriteTo(writer);
        }

        return stream.ToArray();
    }

    private JsonObject ToJson()
    {
        var machines = new JsonObject();
        foreach ((string machine, Dictionary<string, TuningEntry> entries) in _machines)
        {
            var problems = new JsonObject();
            foreach ((string problem, TuningEntry entry) in entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                problems[problem] = new JsonObject
                {
                    ["algorithm"] = entry.Setting.Algorithm,
                    ["threads"] = entry.Setting.IsAlone ? "one" : "all",
                    ["microseconds"] = Math.Round(entry.Microseconds, 2),
                    ["usual_microseconds"] = Math.Round(entry.UsualMicroseconds, 2),
                    ["among"] = new JsonArray([.. entry.Among.Select(name => (JsonNode)name)]),
                };
            }

            machines[machine] = problems;
        }

        return new JsonObject { ["format"] = Format, ["version"] = Version, ["machines"] = machines };
    }
}
