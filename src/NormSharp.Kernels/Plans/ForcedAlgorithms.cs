namespace NormSharp.Kernels.Plans;

/// <summary>
/// Which algorithm each pass has to take wherever it can: what the environment variable <see cref="Variable"/> says, for example
/// <c>conv.forward=winograd-4x4,conv.weight-gradient=batch-lanes</c>.
/// </summary>
internal sealed class ForcedAlgorithms
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "NORMSHARP_ALGORITHM";

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>Nothing is forced.</summary>
    public static ForcedAlgorithms None { get; } = new();

    /// <summary>What the environment variable says now.</summary>
    /// <exception cref="ArgumentException">It is malformed; one line says how.</exception>
    public static ForcedAlgorithms FromEnvironment() => Parse(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Reads <c>pass=algorithm</c> pairs separated by commas. The table of the pass checks the algorithm's name.</summary>
    /// <exception cref="ArgumentException">A pair is malformed, or its pass is unknown or stands twice; one line says which.</exception>
    public static ForcedAlgorithms Parse(string? text)
    {
        var forced = new ForcedAlgorithms();
        foreach (string pair in (text ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] sides = pair.Split('=', StringSplitOptions.TrimEntries);
            if (sides is not [{ Length: > 0 } pass, { Length: > 0 } name])
            {
                throw new ArgumentException($"{Variable} has '{pair}', but its entries are PASS=ALGORITHM, separated by commas.");
            }

            if (!KernelPass.All.Contains(pass))
            {
                throw new ArgumentException($"{Variable} names the pass '{pass}', but the passes are {string.Join(", ", KernelPass.All)}.");
            }

            if (!forced._names.TryAdd(pass, name))
            {
                throw new ArgumentException($"{Variable} names the pass '{pass}' twice; name it once.");
            }
        }

        return forced;
    }

    /// <summary>The algorithm of a pass, or null where none is forced.</summary>
    public string? Of(string pass) => _names.GetValueOrDefault(pass);
}
