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

    private readonly Option<bool> _nestedClasses = new(NestedClasses)
    {
        Description = "Make every folder that holds pictures a class (cats/siamese); otherwise the outermost are.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<long?> _cache = MemoryOption.Create(
        "--cache", "Memory for decoded pictures; the others are decoded each time. Default: a quarter of all.");

    /// <summary>The option that makes inner folders classes.</summary>
    public const string NestedClasses = "--nested-classes";

    /// <summary>All of them, as help lists them.</summary>
    public IReadOnlyList<Option> All => [_size, .. Reading];

    /// <summary>Those that leave the size of pictures to the model.</summary>
    public IReadOnlyList<Option> Reading => [_skipBad, _nestedClasses, _cache];

    /// <summary>What was given on the command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="basis">What holds where the command line is silent.</param>
    public PictureOptions Read(ParseResult parsed, PictureOptions? basis = null)
    {
        basis ??= new PictureOptions();
        return basis with
        {
            Size = parsed.GetValue(_size) ?? basis.Size,
            SkipBad = parsed.GetValue(_skipBad) ?? basis.SkipBad,
            NestedClasses = parsed.GetValue(_nestedClasses) || basis.NestedClasses,
            CacheBytes = parsed.GetValue(_cache) ?? basis.CacheBytes,
        };
    }
}
