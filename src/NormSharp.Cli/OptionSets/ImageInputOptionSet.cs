using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Requests;
using NormSharp.Data;
using NormSharp.Serialization;

namespace NormSharp.Cli.OptionSets;

/// <summary>The options that say how images enter a model whose file does not say it.</summary>
internal sealed class ImageInputOptionSet
{
    private const int MostLabels = 1_000_000;
    private const long LongestFile = 64L << 20;

    private readonly Option<ImmutableArray<double>?> _mean = NumbersOption.Create(
        "--mean", double.IsFinite, "numbers", "Subtracted from the scaled pixels. Default: what the file says, else 0.");

    private readonly Option<ImmutableArray<double>?> _deviation = NumbersOption.Create(
        "--std", value => value > 0, "numbers greater than 0", "Divides the difference. Default: what the file says, else 1.");

    private readonly Option<double?> _scale = NumbersOption.Fraction(
        "--scale", "Multiplies pixels from 0 to 255 first: 1/255, 1/127.5, or 1 for raw ones. Default: 1/255.");

    private readonly Option<string?> _labels = new("--labels")
    {
        Description = "The names of the classes, a line each, in the order of the outputs.",
        HelpName = "FILE",
    };

    private readonly Option<ImageShape?> _input = ShapeOption.Create(
        "--input", "Size of an image. Default: what the file or the data says.");

    private readonly Option<bool> _reversed = new("--bgr")
    {
        Description = "The network takes channels as blue, green, red.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<int?> _layout = new Choice<int>(("nchw", 0), ("nhwc", 1)).Option(
        "--layout", "Whether the network takes [N, C, H, W] or [N, H, W, C]. Default: nchw.");

    /// <summary>All of them, as help lists them.</summary>
    public IReadOnlyList<Option> All => [_input, _mean, _deviation, _scale, _layout, _reversed, _labels];

    /// <summary>What was given on the command line.</summary>
    /// <exception cref="NormSharpException">The file of names cannot be read.</exception>
    public InputRequest Read(ParseResult parsed) => new()
    {
        Mean = parsed.GetValue(_mean),
        Deviation = parsed.GetValue(_deviation),
        Scale = parsed.GetValue(_scale),
        Reversed = parsed.GetValue(_reversed),
        ChannelsLast = parsed.GetValue(_layout) == 1,
        Labels = parsed.GetValue(_labels) is { } path ? Names(path) : null,
        Shape = parsed.GetValue(_input),
    };

    /// <summary>The names of classes in a file.</summary>
    /// <exception cref="NormSharpException">It cannot be read, or holds none, or too many.</exception>
    internal static ImmutableArray<string> Names(string path)
    {
        string text;
        try
        {
            text = Encoding.UTF8.GetString(RegularFile.ReadAllBytes(path, LongestFile));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            string reason = exception is FileNotFoundException or DirectoryNotFoundException ? "no such file" : exception.Message;
            throw new CommandException($"{path}: {reason}; expected the names of classes, a line each (--labels)", exception);
        }

        string[] names = text.TrimStart('\uFEFF').Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length is 0 or > MostLabels)
        {
            throw new CommandException($"{path}: holds {names.Length} names of classes, a line each; expected 1 to {MostLabels}");
        }

        // ImageNet has two kinds of crane: what is there twice gets its number.
        ILookup<string, string> equal = names.ToLookup(name => name);
        return [.. names.Select((name, label) => equal[name].Count() > 1 ? $"{name} ({label})" : name)];
    }
}
