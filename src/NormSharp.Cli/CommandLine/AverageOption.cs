using System.CommandLine;
using System.Globalization;
using NormSharp.Training;

namespace NormSharp.Cli.CommandLine;

/// <summary>The option that keeps an average of the weights.</summary>
internal static class AverageOption
{
    private const string Name = "--average";
    private const string Exponential = "ema";
    private const string Stochastic = "swa";

    /// <summary>Makes the option.</summary>
    public static Option<AveragingOptions?> Create() => new(Name)
    {
        Description =
            "Also keep the weights' average: exponential over steps (ema, decay 0.999; ema:0.99), or plain over the ends of epochs "
                + "from one on (swa:8).",
        HelpName = "ema[:DECAY]|swa:EPOCH",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            AveragingOptions? options = Parse(text);
            if (options is null)
            {
                result.Refuse(
                    $"{Name} is '{text}', expected ema, ema:DECAY with a decay from 0 to below 1, or swa:EPOCH with the first epoch to "
                        + $"average, from 1 on");
            }

            return options;
        },
    };

    /// <summary>The option's value as the command line has it.</summary>
    public static string NameOf(AveragingOptions options) => options.Kind == AveragingKind.Exponential
        ? string.Create(CultureInfo.InvariantCulture, $"{Exponential}:{options.Decay}")
        : string.Create(CultureInfo.InvariantCulture, $"{Stochastic}:{options.StartEpoch}");

    internal static AveragingOptions? Parse(string text)
    {
        string[] pair = text.Split(':');
        return pair switch
        {
            [Exponential] => new AveragingOptions(),
            [Exponential, string decay] when double.TryParse(
                decay, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double value)
                && value is >= 0 and < 1 => new AveragingOptions { Decay = value },
            [Stochastic, string epoch] when int.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out int start)
                && start > 0 => new AveragingOptions { Kind = AveragingKind.Stochastic, StartEpoch = start },
            _ => null,
        };
    }
}
