using System.CommandLine;
using NormSharp.Cli.CommandLine;
using NormSharp.Data;

namespace NormSharp.Cli.OptionSets;

/// <summary>The options that say how folders of pictures are read.</summary>
internal sealed class PictureOptionSet
{
    private readonly Option<int?> _size = NumberOption.AtLeast(
        "--size", 1, "Side of the square that pictures become: shorter side scaled, middle taken. Default: by the pictures.");

    private readonly Option<double?> _skipBad = NumberOption.Fraction(
        "--skip-bad", "Leave out damaged pictures, up to this share of all. Default: 0, a damaged picture is an error.");

    /// <summary>All of them, as help lists them.</summary>
    public IReadOnlyList<Option> All => [_size, _skipBad];

    /// <summary>What was given on the command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="basis">What holds where the command line is silent.</param>
    public PictureOptions Read(ParseResult parsed, PictureOptions? basis = null)
    {
        basis ??= new PictureOptions();
        return basis with { Size = parsed.GetValue(_size) ?? basis.Size, SkipBad = parsed.GetValue(_skipBad) ?? basis.SkipBad };
    }
}
