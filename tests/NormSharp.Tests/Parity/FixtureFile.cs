using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace NormSharp.Tests.Parity;

/// <summary>
/// A fixture of <c>Fixtures/</c>, read without any code under test. Every number is widened to double, which holds F32, F64 and the
/// small I64 values exactly.
/// </summary>
internal sealed class FixtureFile
{
    private readonly Dictionary<string, FixtureTensor> _tensors = [];
    private readonly JsonObject _metadata;

    private FixtureFile(byte[] bytes)
    {
        int headerLength = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        JsonObject header = JsonNode.Parse(bytes.AsSpan(8, headerLength))!.AsObject();
        _metadata = header["__metadata__"]?.AsObject() ?? [];
        foreach ((string name, JsonNode? entry) in header)
        {
            if (name != "__metadata__")
            {
                int[] offsets = Integers(entry!["data_offsets"]!);
                ReadOnlySpan<byte> data = bytes.AsSpan(8 + headerLength)[offsets[0]..offsets[1]];
                _tensors.Add(name, new FixtureTensor(Integers(entry["shape"]!), Widen((string)entry["dtype"]!, data)));
            }
        }
    }

    /// <summary>The names of all tensors, in the order of the file.</summary>
    public IEnumerable<string> Names => _tensors.Keys;

    /// <summary>The cases, by name: entries of the metadata that own tensors.</summary>
    public IEnumerable<FixtureCase> Cases =>
        _metadata.Select(entry => entry.Key)
            .Where(key => Names.Any(name => name.StartsWith(key + "/", StringComparison.Ordinal)))
            .Select(Case);

    public FixtureTensor this[string name] => _tensors[name];

    /// <summary>Reads <c>Fixtures/NAME.safetensors</c>.</summary>
    public static FixtureFile Load(string name) =>
        new(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", name + ".safetensors")));

    /// <summary>The case names of a file, as theory data.</summary>
    public static TheoryData<string> CasesOf(string name) => new(Load(name).Cases.Select(c => c.Name));

    public FixtureCase Case(string name) => new(this, name, JsonNode.Parse((string)_metadata[name]!)!.AsObject());

    public bool Contains(string name) => _tensors.ContainsKey(name);

    private static int[] Integers(JsonNode node) => [.. node.AsArray().Select(value => (int)value!)];

    private static double[] Widen(string type, ReadOnlySpan<byte> data) => type switch
    {
        "F32" => [.. MemoryMarshal.Cast<byte, float>(data).ToArray().Select(value => (double)value)],
        "F64" => MemoryMarshal.Cast<byte, double>(data).ToArray(),
        "I64" => [.. MemoryMarshal.Cast<byte, long>(data).ToArray().Select(value => (double)value)],
        _ => throw new InvalidDataException($"fixture tensor of type {type}"),
    };
}
