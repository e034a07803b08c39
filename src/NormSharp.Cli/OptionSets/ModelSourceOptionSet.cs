using System.CommandLine;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Requests;
using NormSharp.Interop;
using NormSharp.Models;

namespace NormSharp.Cli.OptionSets;

/// <summary>The options of every command that takes a model: how a file of numbers alone gets its network.</summary>
internal sealed class ModelSourceOptionSet
{
    private readonly Option<string?> _model = new("--model")
    {
        Description = "With --weights: a name of the catalogue, or a file whose network is built alike.",
        HelpName = "NAME|MODEL",
    };

    private readonly Option<string?> _weights = new("--weights")
    {
        Description = "Numbers in a file of their own, for the network that --model names.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _arch = new("--arch")
    {
        Description = "The network of a file of numbers alone (.pth, .safetensors): a name of the catalogue.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _like = new("--like")
    {
        Description = "The same by a file with a network: of NormSharp, ONNX or Keras.",
        HelpName = "MODEL",
    };

    private readonly Option<string[]> _map = new("--map")
    {
        Description = "Rename tensors of the file; * stands for any text. May be given several times; the first that fits counts.",
        HelpName = "FROM=TO",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _accept = new("--accept-mapping")
    {
        Description = "Take the mapping by order and shape that is shown where names differ.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<long?> _maxMemory = MemoryOption.Create();

    /// <summary>Those of a file of numbers; a command that has <c>--model</c> itself takes these.</summary>
    public IReadOnlyList<Option> State => [_weights, _arch, _like, _map, _accept, _maxMemory];

    /// <summary>Those of <see cref="State"/> that say nothing of a training without a file to begin with.</summary>
    public IEnumerable<Option> OfFile => State.Where(option => option != _maxMemory);

    /// <summary>What <c>--max-memory</c> says.</summary>
    public long? MaxMemory(ParseResult parsed) => parsed.GetValue(_maxMemory);

    /// <summary>All of them, as help lists them.</summary>
    public IReadOnlyList<Option> All => [_model, .. State];

    /// <summary>Whether <c>--weights</c> was given, so that no file needs to be named beside it.</summary>
    public bool HasWeights(ParseResult parsed) => parsed.IsGiven(_weights);

    /// <summary>What was given on the command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="given">The file or run folder that the command's argument names; null where there is none.</param>
    /// <param name="input">How images enter.</param>
    /// <exception cref="UsageException">No file is named, options contradict each other, or a rule cannot be one.</exception>
    public ModelSource Read(ParseResult parsed, string? given, InputRequest? input = null)
        => Read(parsed, given, parsed.GetValue(_model), input);

    /// <inheritdoc cref="Read(ParseResult, string?, InputRequest?)"/>
    /// <param name="model">What <c>--model</c> says.</param>
    public ModelSource Read(ParseResult parsed, string? given, string? model, InputRequest? input)
    {
        string? weights = parsed.GetValue(_weights);
        string? arch = parsed.GetValue(_arch);
        string? like = parsed.GetValue(_like);
        if (weights is not null && given is not null)
        {
            throw new UsageException($"{given} and --weights {weights} are two files with numbers; name one of them");
        }

        string[] networks = [.. new[] { ("--arch", arch), ("--like", like), ("--model", model) }.Where(pair => pair.Item2 is not null)
            .Select(pair => pair.Item1)];
        if (networks.Length > 1)
        {
            throw new UsageException($"{networks[0]} and {networks[1]} both name a network; give one of them");
        }

        if (model is not null && weights is null)
        {
            throw new UsageException("--model names a network, and --weights with its numbers is missing");
        }

        if (model is not null)
        {
            (arch, like) = ModelCatalog.Names.Contains(model) || !ModelLocation.LooksLikePath(model) ? (model, like) : (arch, model);
        }

        if (arch is not null)
        {
            ModelFactory.CheckName(model is null ? "--arch" : "--model", arch);
        }

        var source = new ModelSource(weights ?? given ?? throw new UsageException(Missing(parsed)))
        {
            Arch = arch,
            Like = like,
            Rules = [.. (parsed.GetValue(_map) ?? []).Select(Rule)],
            AcceptsMapping = parsed.GetValue(_accept),
            MaxMemory = parsed.GetValue(_maxMemory),
            Input = input ?? InputRequest.Silent,
        };
        if (!source.IsState && (source.Rules.Count > 0 || source.AcceptsMapping))
        {
            throw new UsageException(
                $"{(source.Rules.Count > 0 ? "--map" : "--accept-mapping")} is about numbers that get another's network; "
                    + $"name that by --arch NAME or --like MODEL");
        }

        return source;
    }

    private static string Missing(ParseResult parsed)
    {
        string name = ((CliCommand)parsed.CommandResult.Command).FullName;
        return Messages.Of($"{name} needs MODEL, or --weights FILE (see {Application.Name} {name} --help)");
    }

    private static NamePattern Rule(string text)
    {
        string[] sides = text.Split('=');
        try
        {
            return sides.Length == 2
                ? new NamePattern(sides[0], sides[1])
                : throw new UsageException($"--map is '{text}', expected FROM=TO, for example 'backbone.*=features.*'");
        }
        catch (ArgumentException exception)
        {
            throw new UsageException($"--map {text}: {exception.Message}", exception);
        }
    }
}
