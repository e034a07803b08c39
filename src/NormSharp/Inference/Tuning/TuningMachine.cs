using System.Reflection;
using NormSharp.Backends;

namespace NormSharp.Inference;

/// <summary>What measured times hold for.</summary>
internal static class TuningMachine
{
    /// <summary>Processor, vectors, threads and version in one line: times of another are no use.</summary>
    public static string Of(Backend backend)
        => FormattableString.Invariant(
            $"{ProcessorName.Read()}, vectors of {32 * CpuDescription.Current.VectorLanes} bits, {backend.Threads} threads, ")
            + $"NormSharp {Version()}";

    private static string Version()
    {
        Assembly assembly = typeof(TuningMachine).Assembly;
        return assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? assembly.GetName().Version?.ToString()
            ?? "unknown";
    }
}
