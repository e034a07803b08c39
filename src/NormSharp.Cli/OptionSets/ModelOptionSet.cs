using System.CommandLine;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Models;
using NormSharp.Primitives;

namespace NormSharp.Cli.OptionSets;

/// <summary>The options that say how a model of the catalogue is built, shared by <c>train</c> and <c>summary</c>.</summary>
internal sealed class ModelOptionSet
{
    private const string LeNetPrefix = "lenet";

    private readonly Option<BatchNormPlacement?> _batchNorm =
        Choices.BatchNorm.Option("--bn", "Hidden layers with normalization; first2 and last2 are LeNet's. Default: by model.");

    private readonly Option<NormalizationKind?> _normalization =
        Choices.Normalization.Option(
            "--norm", "Batch, layer, instance or group normalization there; ln, in and gn for lenet and mlp. Default: bn.");

    private readonly Option<ActivationKind?> _activation = Choices.Activation.Option(
        "--activation", "Activation of hidden layers. Default: sigmoid for lenet, relu elsewhere.");

    private readonly Option<PoolKind?> _pool = Choices.Pool.Option("--pool", "Pooling of LeNet. Default: average.");

    private readonly Option<bool> _bias = new("--bias")
    {
        Description = "Keep biases before batch normalization (lenet's default).",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<bool> _noBias = new("--no-bias")
    {
        Description = "Leave them out: the normalization cancels them anyway.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<double?> _dropout = NumberOption.Fraction(
        "--dropout", "Probability of dropout, after LeNet's second convolution or before the last layer. Default: 0, or as published.");

    private readonly Option<int?> _padding = NumberOption.AtLeast(
        "--padding", 0, "Zeros around the input of LeNet's first convolution. Default: 0.");

    private readonly Option<ShortcutKind?> _shortcut = Choices.Shortcut.Option(
        "--shortcut", "Shortcuts of resnet20 to resnet56 where the image is halved; when given, names are the published ones.");

    /// <summary>All of them, as help lists them.</summary>
    public IReadOnlyList<Option> All => [_batchNorm, _normalization, _activation, _pool, _bias, _noBias, _dropout, _padding, _shortcut];

    /// <summary>The base with what was given on the command line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="basis">What holds where the command line is silent.</param>
    /// <exception cref="UsageException">Options contradict each other or the model.</exception>
    public ModelOptions Read(ParseResult parsed, string model, ModelOptions basis)
    {
        bool withBias = parsed.GetValue(_bias);
        bool withoutBias = parsed.GetValue(_noBias);
        if (withBias && withoutBias)
        {
            throw new UsageException("--bias and --no-bias were both given; choose one");
        }

        foreach (Option option in new Option[] { _pool, _padding })
        {
            if (parsed.IsGiven(option) && !model.StartsWith(LeNetPrefix, StringComparison.Ordinal))
            {
                throw new UsageException($"{option.Name} was given, but only lenet and lenet-bn have it, not {model}");
            }
        }

        if (parsed.IsGiven(_shortcut) && !ModelCatalog.HasShortcuts(model))
        {
            throw new UsageException($"{_shortcut.Name} was given, but only resnet20 to resnet56 have it, not {model}");
        }

        return basis with
        {
            BatchNorm = parsed.GetValue(_batchNorm) ?? basis.BatchNorm,
            Normalization = parsed.GetValue(_normalization) ?? basis.Normalization,
            Activation = parsed.GetValue(_activation) ?? basis.Activation,
            Pool = parsed.GetValue(_pool) ?? basis.Pool,
            Bias = withBias ? true : withoutBias ? false : basis.Bias,
            Dropout = parsed.GetValue(_dropout) ?? basis.Dropout,
            Padding = parsed.GetValue(_padding) ?? basis.Padding,
            Shortcut = parsed.GetValue(_shortcut) ?? basis.Shortcut,
        };
    }
}
