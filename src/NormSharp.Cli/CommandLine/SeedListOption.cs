using System.CommandLine;
using System.Globalization;

namespace NormSharp.Cli.CommandLine;

/// <summary>An option that takes several seeds.</summary>
internal static class SeedListOption
{
    /// <summary>Makes the option.</summary>
    public static Option<IReadOnlyList<ulong>?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N,N,…",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            var seeds = new List<ulong>();
            foreach (string part in text.Split(','))
            {
                if (!ulong.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seed) || seeds.Contains(seed))
                {
                    result.Refuse($"{name} is '{text}', expected different whole numbers with commas between them, for example 1,2,3");
                    return null;
                }

                seeds.Add(seed);
            }

            return seeds;
        },
    };
}
