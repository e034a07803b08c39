using System.CommandLine;
using NormSharp.Cli.Requests;

namespace NormSharp.Cli.OptionSets;

/// <summary>The options of <c>train</c> that say from what it begins and what is frozen.</summary>
internal sealed class TransferOptionSet
{
    private readonly Option<string?> _from = new("--from")
    {
        Description = "Begin with a trained model; where its classes are not those of the data, its last layer is made anew.",
        HelpName = "MODEL",
    };

    private readonly Option<string?> _unfreeze = Pattern("--unfreeze", "Let go what the model's file says is frozen.");
    private readonly Option<string?> _freeze = Pattern("--freeze", "Freeze all parameters of these layers: no gradient, no update.");
    private readonly Option<string?> _freezeAffine = Pattern("--freeze-affine", "Freeze γ and β of these normalization layers.");
    private readonly Option<string?> _freezeStatistics = Pattern(
        "--freeze-statistics", "Keep the running statistics of these layers, and use them in training too.");

    /// <summary>All of them, as help lists them.</summary>
    public IReadOnlyList<Option> All => [_from, _unfreeze, _freeze, _freezeAffine, _freezeStatistics];

    /// <summary>Those that say what learns and what does not.</summary>
    public IReadOnlyList<Option> Freezing => [_unfreeze, _freeze, _freezeAffine, _freezeStatistics];

    /// <summary>The file that <c>--from</c> names; null where there is none.</summary>
    public string? From(ParseResult parsed) => parsed.GetValue(_from);

    /// <summary>What was given on the command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="from">The model to begin with; null for a fresh one.</param>
    public TransferRequest Read(ParseResult parsed, ModelSource? from) => new(
        from,
        parsed.GetValue(_unfreeze),
        parsed.GetValue(_freeze),
        parsed.GetValue(_freezeAffine),
        parsed.GetValue(_freezeStatistics));

    private static Option<string?> Pattern(string name, string description) => new(name) { Description = description, HelpName = "LAYERS" };
}
