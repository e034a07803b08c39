using System.CommandLine;
using NormSharp.Cli.Requests;

namespace NormSharp.Cli.OptionSets;

/// <summary>The options of <c>train</c> that say from what it begins and what is frozen.</summary>
internal sealed class TransferOptionSet
{
    private readonly Option<string?> _from = new("--from")
    {
        Description = "Begin with a trained model; where its classes are not those of the data, its last layer is made anew.",
        HelpName = "RUN|FILE",
    };

    private readonly Option<string?> _unfreeze = Pattern("--unfreeze", "Let go what the model's file says is frozen.");
    private readonly Option<string?> _freeze = Pattern("--freeze", "Freeze all parameters of these layers: no gradient, no update.");
    private readonly Option<string?> _freezeAffine = Pattern("--freeze-affine", "Freeze γ and β of these normalization layers.");
    private readonly Option<string?> _freezeStatistics = Pattern(
        "--freeze-statistics", "Keep the running statistics of these layers, and use them in training too.");

    /// <summary>All of them, as help lists them.</summary>
    public IReadOnlyList<Option> All => [_from, _unfreeze, _freeze, _freezeAffine, _freezeStatistics];

    /// <summary>What was given on the command line.</summary>
    public TransferRequest Read(ParseResult parsed) => new(
        parsed.GetValue(_from),
        parsed.GetValue(_unfreeze),
        parsed.GetValue(_freeze),
        parsed.GetValue(_freezeAffine),
        parsed.GetValue(_freezeStatistics));

    private static Option<string?> Pattern(string name, string description) => new(name) { Description = description, HelpName = "LAYERS" };
}
