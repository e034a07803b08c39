using System.Globalization;

namespace NormSharp.Peer;

/// <summary>The options of a command line, each a name and a value.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = [];

    /// <summary>Reads what stands after the command.</summary>
    /// <exception cref="FormatException">An option has no value.</exception>
    public Arguments(ReadOnlySpan<string> words)
    {
        for (int i = 0; i < words.Length; i += 2)
        {
            _values[words[i]] = i + 1 < words.Length ? words[i + 1] : throw new FormatException($"{words[i]} has no value");
        }
    }

    /// <summary>Threads that compute.</summary>
    public int Threads => Number("--threads", Environment.ProcessorCount);

    /// <summary>Images of a batch.</summary>
    public int BatchSize => Number("--batch-size", 256);

    /// <summary>Seconds of timed repetitions.</summary>
    public double Seconds => double.Parse(Text("--seconds", "2"), CultureInfo.InvariantCulture);

    /// <summary>Exactly so many repetitions instead, or null.</summary>
    public int? Repetitions => _values.ContainsKey("--repetitions") ? Number("--repetitions", 0) : null;

    /// <summary>A text.</summary>
    public string Text(string name, string missing) => _values.GetValueOrDefault(name, missing);

    /// <summary>A whole number.</summary>
    public int Number(string name, int missing)
        => int.Parse(Text(name, missing.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    /// <summary>Extents, separated by commas.</summary>
    public long[] Extents(string name, string missing)
        => [.. Text(name, missing).Split(',').Select(extent => long.Parse(extent, CultureInfo.InvariantCulture))];
}
