using System.CommandLine;
using System.CommandLine.Parsing;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Requests;
using NormSharp.Diagnosis.Catalog;
using NormSharp.Diagnosis.Repair;

namespace NormSharp.Cli.OptionSets;

/// <summary>The options that say what <c>doctor</c> repairs, and where the repaired model goes.</summary>
internal sealed class RepairOptionSet
{
    private static readonly string Keys = string.Join(", ", Treatments.All.Select(treatment => treatment.Key));

    private readonly Option<string[]> _fix = new("--fix")
    {
        Description = "Repair a copy: what does not change what was learned; with ids or names of repairs, these. What harms is undone. "
            + $"Repairs: {Keys}.",
        HelpName = "[BN030,prune,…]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _dryRun = new("--dry-run")
    {
        Description = "Measure the repairs and write nothing.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<string?> _out = new("--out", "-o")
    {
        Description = "The file of the repaired model; one that exists is not overwritten.",
        HelpName = "FILE",
    };

    /// <summary>All of them, as help lists them.</summary>
    public IReadOnlyList<Option> All => [_fix, _dryRun, _out];

    /// <summary>What was asked for; null where nothing is to be repaired.</summary>
    /// <exception cref="UsageException">There is no such repair, or options contradict each other.</exception>
    public RepairRequest? Read(ParseResult parsed)
    {
        bool isDry = parsed.GetValue(_dryRun);
        string? output = parsed.GetValue(_out);
        if (!parsed.IsGiven(_fix))
        {
            return isDry || output is not null
                ? throw new UsageException($"{(isDry ? "--dry-run" : "--out")} was given without --fix, so there is nothing to repair")
                : null;
        }

        IReadOnlyList<string>? ids = Ids(parsed);
        return !isDry && output is null
            ? throw new UsageException("--fix needs --out, the file of the repaired model, or --dry-run, which writes nothing")
            : new RepairRequest(ids, isDry ? null : output);
    }

    private string[]? Ids(ParseResult parsed)
    {
        string[] ids = [.. (parsed.GetValue(_fix) ?? []).SelectMany(text => text.Split(',')).Select(id => id.ToUpperInvariant())];
        return Array.Find(ids, id => RuleCatalog.Find(id) is null && Treatments.Find(id) is null) is string wrong
            ? throw new UsageException(
                $"--fix is '{wrong}', expected ids of findings such as BN030, repairs ({Keys}), or nothing for all safe repairs")
            : ids.Length > 0 ? ids : null;
    }
}
