using System.Globalization;

namespace NormSharp.Fuzz;

/// <summary>What the command line asks for.</summary>
internal sealed record FuzzOptions
{
    public const string Usage =
        "usage: NormSharp.Fuzz [--seconds N] [--runs N] [--seed N] [--targets NAME,...] [--out FOLDER] [--longest-call SECONDS]\n"
        + "       NormSharp.Fuzz --replay FILE --targets NAME\n"
        + "       NormSharp.Fuzz --make-corpus FOLDER";

    /// <summary>How long to go on.</summary>
    public double Seconds { get; init; } = 60;

    /// <summary>How many inputs to make at most.</summary>
    public long Runs { get; init; } = long.MaxValue;

    public ulong Seed { get; init; } = 1;

    /// <summary>Null for all.</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>Where failing inputs go, and where the counts are kept to go on from; null keeps nothing.</summary>
    public string? Output { get; init; }

    /// <summary>A call that takes longer is reported; 0 does not look at the clock.</summary>
    public double LongestCall { get; init; }

    /// <summary>An input to read once; null to make some.</summary>
    public string? Replay { get; init; }

    /// <summary>A folder to write the corpus to; null to read it.</summary>
    public string? NewCorpus { get; init; }

    /// <exception cref="FormatException">The command line is wrong.</exception>
    public static FuzzOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new FuzzOptions();
        for (int i = 0; i < arguments.Count; i += 2)
        {
            string value = i + 1 < arguments.Count ? arguments[i + 1] : throw new FormatException(Usage);
            options = arguments[i] switch
            {
                "--seconds" => options with { Seconds = double.Parse(value, CultureInfo.InvariantCulture) },
                "--runs" => options with { Runs = long.Parse(value, CultureInfo.InvariantCulture) },
                "--seed" => options with { Seed = ulong.Parse(value, CultureInfo.InvariantCulture) },
                "--targets" => options with { Targets = value.Split(',') },
                "--out" => options with { Output = value },
                "--longest-call" => options with { LongestCall = double.Parse(value, CultureInfo.InvariantCulture) },
                "--make-corpus" => options with { NewCorpus = value },
                "--replay" => options with { Replay = value },
                _ => throw new FormatException(Usage),
            };
        }

        return options;
    }
}
