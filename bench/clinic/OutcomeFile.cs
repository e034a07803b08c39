using System.Text.Json;

namespace NormSharp.Clinic;

/// <summary>Outcomes, a line each: a clinic that was stopped goes on where it was.</summary>
internal static class OutcomeFile
{
    /// <summary>Those that are there.</summary>
    public static IReadOnlyList<Outcome> Read(string path) => File.Exists(path)
        ? [.. File.ReadLines(path).Where(line => line.EndsWith('}')).Select(line => JsonSerializer.Deserialize<Outcome>(line)!)]
        : [];

    /// <summary>One more.</summary>
    public static void Append(string path, Outcome outcome) => File.AppendAllText(path, JsonSerializer.Serialize(outcome) + "\n");
}
