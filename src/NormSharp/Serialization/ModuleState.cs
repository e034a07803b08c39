using System.Text.Json.Nodes;
using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Serialization;

/// <summary>
/// The parameters, buffers and counters of a module as tensors of a safetensors file, under PyTorch's names; the names of frozen parameters
/// in its metadata.
/// </summary>
internal static class ModuleState
{
    /// <summary>The metadata key of the frozen parameters' names, a JSON array; absent where nothing is frozen.</summary>
    public const string FrozenKey = "normsharp.frozen";

    /// <summary>
    /// The metadata key of what tensors are called in the file whose names in the module are others, a JSON object; absent where all have
    /// the module's names.
    /// </summary>
    public const string NamesKey = "normsharp.names";

    /// <summary>Adds all state of a module to a file that is to be written.</summary>
    /// <param name="writer">The file.</param>
    /// <param name="module">The module.</param>
    /// <param name="names">What a tensor of the module is called in the file, where that is another name.</param>
    public static void AddTo(SafetensorsWriter writer, Module module, IReadOnlyDictionary<string, string>? names = null)
    {
        foreach ((string name, Tensor tensor) in Tensors(module))
        {
            writer.Add(InFile(names, name), Extents(tensor.Shape), tensor.ToArray());
        }

        foreach ((string name, Counter counter) in module.NamedCounters())
        {
            writer.Add(InFile(names, name), [], (ReadOnlySpan<long>)[counter.Value]);
        }

        writer.Metadata.Remove(NamesKey);
        if (names is { Count: > 0 })
        {
            writer.Metadata[NamesKey] = new JsonObject(
                [.. names.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))]).ToJsonString();
        }

        writer.Metadata.Remove(FrozenKey);
        JsonNode[] frozen = [.. module.NamedParameters().Where(entry => entry.Parameter.IsFrozen).Select(entry => (JsonNode)entry.Name)];
        if (frozen.Length > 0)
        {
            writer.Metadata[FrozenKey] = new JsonArray(frozen).ToJsonString();
        }
    }

    /// <summary>
    /// Reads all state of a module from a file. Everything is checked first, so that on failure the module is as it was. A file that names
    /// frozen parameters freezes these and no others; one that does not leaves that as it is.
    /// </summary>
    /// <exception cref="ModelFormatException">
    /// A tensor is missing, of another shape or kind, or has no place in the module; or a parameter is called frozen that there is not.
    /// </exception>
    public static void Restore(SafetensorsFile file, Module module)
    {
        Dictionary<string, string>? names = Names(file);
        var expected = new HashSet<string>();
        foreach ((string name, Tensor tensor) in Tensors(module))
        {
            Check(file, InFile(names, name), "F32", Extents(tensor.Shape));
            expected.Add(InFile(names, name));
        }

        foreach ((string name, _) in module.NamedCounters())
        {
            Check(file, InFile(names, name), "I64", []);
            expected.Add(InFile(names, name));
        }

        if (file.Tensors.Keys.FirstOrDefault(name => !expected.Contains(name)) is { } stranger)
        {
            throw new ModelFormatException(file.Path, $"tensor \"{stranger}\" has no place in this architecture");
        }

        HashSet<string>? frozen = Frozen(file, module);
        List<(Tensor Tensor, float[] Values)> values = [.. Tensors(module).Select(entry => (
            entry.Tensor, file.ReadSingle(InFile(names, entry.Name))))];
        List<(Counter Counter, long Value)> counts =
            [.. module.NamedCounters().Select(entry => (entry.Counter, file.ReadInt64(InFile(names, entry.Name))[0]))];
        values.ForEach(entry => entry.Tensor.CopyFrom(entry.Values));
        counts.ForEach(entry => entry.Counter.Value = entry.Value);
        foreach ((string name, Parameter parameter) in frozen is null ? [] : module.NamedParameters())
        {
            parameter.IsFrozen = frozen!.Contains(name);
        }
    }

    private static string InFile(IReadOnlyDictionary<string, string>? names, string name)
        => names is not null && names.TryGetValue(name, out string? other) ? other : name;

    private static Dictionary<string, string>? Names(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue(NamesKey, out string? text))
        {
            return null;
        }

        JsonObject names = StrictJson.Object($"{file.Path}: metadata \"{NamesKey}\"", text);
        return names.ToDictionary(
            entry => entry.Key,
            entry => entry.Value is JsonValue value && value.TryGetValue(out string? name)
                ? name
                : throw new ModelFormatException(file.Path, $"metadata \"{NamesKey}\" says no text for \"{entry.Key}\""),
            StringComparer.Ordinal);
    }

    private static HashSet<string>? Frozen(SafetensorsFile file, Module module)
    {
        if (!file.Metadata.TryGetValue(FrozenKey, out string? text))
        {
            return null;
        }

        HashSet<string> names = [.. StrictJson.Texts($"{file.Path}: metadata \"{FrozenKey}\"", text)];
        return names.Except(module.NamedParameters().Select(entry => entry.Name)).FirstOrDefault() is { } stranger
            ? throw new ModelFormatException(
                file.Path, $"metadata \"{FrozenKey}\" names \"{stranger}\", but the architecture has no such parameter")
            : names;
    }

    /// <summary>The parameters, then the buffers, by their names.</summary>
    internal static IEnumerable<(string Name, Tensor Tensor)> Tensors(Module module)
    {
        foreach ((string name, Parameter parameter) in module.NamedParameters())
        {
            yield return (name, parameter);
        }

        foreach ((string name, Tensor buffer) in module.NamedBuffers())
        {
            yield return (name, buffer);
        }
    }

    private static void Check(SafetensorsFile file, string name, string elementType, long[] shape)
    {
        if (!file.Tensors.TryGetValue(name, out SafetensorsEntry? entry))
        {
            throw new ModelFormatException(file.Path, $"tensor \"{name}\" is missing; the architecture needs it");
        }

        if (entry.ElementType != elementType || !entry.Shape.AsSpan().SequenceEqual(shape))
        {
            throw new ModelFormatException(
                file.Path, $"tensor \"{name}\" is {entry}; the architecture needs {elementType}[{string.Join(", ", shape)}]");
        }
    }

    private static long[] Extents(Shape shape) => [.. shape.Select(extent => (long)extent)];
}
