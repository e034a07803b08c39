using System.Collections.Immutable;
using NormSharp.Cli.Failures;
using NormSharp.Data;

namespace NormSharp.Cli.Requests;

/// <summary>What the command line says of the images that a model takes and of its outputs; null where it is silent.</summary>
internal sealed record InputRequest
{
    private const double PixelScale = 1.0 / 255;

    /// <summary>Nothing is said.</summary>
    public static InputRequest Silent { get; } = new();

    /// <summary>What is subtracted from scaled pixels, one number or one a channel.</summary>
    public ImmutableArray<double>? Mean { get; init; }

    /// <summary>What the difference is divided by, one number or one a channel.</summary>
    public ImmutableArray<double>? Deviation { get; init; }

    /// <summary>What pixels from 0 to 255 are multiplied by first.</summary>
    public double? Scale { get; init; }

    /// <summary>The names of the classes, in the order of the outputs.</summary>
    public ImmutableArray<string>? Labels { get; init; }

    /// <summary>The size of an image.</summary>
    public ImageShape? Shape { get; init; }

    /// <summary>Whether channels are taken as blue, green, red.</summary>
    public bool Reversed { get; init; }

    /// <summary>Whether images are taken as [N, H, W, C].</summary>
    public bool ChannelsLast { get; init; }

    /// <summary>Whether anything is said of pixels.</summary>
    public bool SaysScaling => Mean is not null || Deviation is not null || Scale is not null;

    /// <summary>
    /// (v·scale − mean)/deviation in the form that the library computes, (v/255 − mean′)/deviation′: both are divided by 255·scale.
    /// </summary>
    /// <param name="channels">How many channels an image has.</param>
    /// <exception cref="Failures.UsageException">There are other numbers of means or deviations than of channels.</exception>
    public Normalization ToNormalization(int channels)
    {
        double unit = (Scale ?? PixelScale) / PixelScale;
        return new Normalization(
            Values("--mean", Mean, 0, unit, channels), Values("--std", Deviation, 1, unit, channels));
    }

    private static ImmutableArray<float> Values(string option, ImmutableArray<double>? given, double silent, double unit, int channels)
    {
        ImmutableArray<double> values = given ?? [silent];
        return values.Length == 1 || values.Length == channels
            ? [.. Enumerable.Range(0, channels).Select(i => (float)(values[values.Length == 1 ? 0 : i] / unit))]
            : throw new Failures.UsageException(
                $"{option} has {values.Length} numbers, but the images have {channels} channels; give one number or {channels}");
    }
}
