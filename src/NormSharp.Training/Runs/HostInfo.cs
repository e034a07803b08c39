using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using NormSharp.Backends;

namespace NormSharp.Training;

/// <summary>The machine and the versions that a run was made with, as <c>run.json</c> records them.</summary>
/// <param name="Processor">The processor's name as the system gives it.</param>
/// <param name="Cores">Logical processors that this process may use.</param>
/// <param name="VectorSets">Vector instruction sets that are on, such as <c>AVX2</c>, <c>FMA</c>, <c>AVX512F</c>.</param>
/// <param name="OperatingSystem">Name and version of the operating system.</param>
/// <param name="Runtime">Name and version of .NET.</param>
/// <param name="NormSharp">NormSharp's version.</param>
/// <param name="MemoryMegabytes">Memory that the process may use, in units of 2²⁰ bytes.</param>
internal sealed record HostInfo(
    string Processor,
    int Cores,
    IReadOnlyList<string> VectorSets,
    string OperatingSystem,
    string Runtime,
    string NormSharp,
    long MemoryMegabytes)
{
    /// <summary>The machine that this process runs on.</summary>
    public static HostInfo Current { get; } = new(
        ProcessorName.Read(),
        Environment.ProcessorCount,
        VectorSupport.Names(),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        Version(),
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20);

    /// <summary>The facts as a JSON object with snake_case keys.</summary>
    public JsonObject ToJson() => new()
    {
        ["processor"] = Processor,
        ["cores"] = Cores,
        ["vector_sets"] = new JsonArray([.. VectorSets.Select(set => (JsonNode)set)]),
        ["operating_system"] = OperatingSystem,
        ["runtime"] = Runtime,
        ["normsharp"] = NormSharp,
        ["memory_mb"] = MemoryMegabytes,
    };

    private static string Version()
    {
        Assembly assembly = typeof(HostInfo).Assembly;
        return assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? assembly.GetName().Version?.ToString()
            ?? "unknown";
    }
}
