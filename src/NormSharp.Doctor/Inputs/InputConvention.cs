using System.Collections.Immutable;
using System.Globalization;
using NormSharp.Data;

namespace NormSharp.Diagnosis.Inputs;

/// <summary>How the bytes of an image become a model's input.</summary>
/// <param name="Name">What people call the centring and scaling.</param>
/// <param name="Normalization">(v/255 − mean)/deviation.</param>
internal sealed record InputConvention(string Name, Normalization Normalization)
{
    /// <summary>Blue first where the set has red first, and the reverse.</summary>
    public bool Reversed { get; init; }

    /// <summary>255 − v.</summary>
    public bool Inverted { get; init; }

    /// <summary>Rows and columns exchanged.</summary>
    public bool Transposed { get; init; }

    /// <summary>Whether the normalization alone says it all, so that a model file's metadata can.</summary>
    public bool IsPlain => !Reversed && !Inverted && !Transposed;

    /// <summary>The set as this convention sees it.</summary>
    public ImageSet Arrange(ImageSet set) => IsPlain ? set : new RearrangedImages(set, Reversed, Inverted, Transposed);

    /// <summary>In words.</summary>
    public override string ToString()
        => Name + (Reversed ? ", channels reversed (BGR)" : string.Empty) + (Inverted ? ", inverted" : string.Empty)
            + (Transposed ? ", transposed" : string.Empty);

    /// <summary>The conventions that are in use for images of so many channels, beside one that is given.</summary>
    /// <param name="given">How the images are given now.</param>
    /// <param name="own">The mean and deviation of the images at hand.</param>
    public static IReadOnlyList<InputConvention> Known(Normalization given, DataStatistics own)
    {
        int channels = given.Mean.Length;
        var all = new List<InputConvention>
        {
            new("pixels/255 (0…1)", Uniform(channels, 0, 1)),
            new("raw pixels (0…255)", Uniform(channels, 0, 1f / 255)),
            new("pixels/127.5 − 1 (−1…1)", Uniform(channels, 0.5f, 0.5f)),
        };
        if (channels == 3)
        {
            all.Add(Of("ImageNet's mean and deviation", [0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]));
            all.Add(Of("CIFAR-10's mean and deviation", [0.4914f, 0.4822f, 0.4465f], [0.2470f, 0.2435f, 0.2616f]));
            all.Add(Of("ImageNet's mean, no scale", [0.485f, 0.456f, 0.406f], [1f / 255, 1f / 255, 1f / 255]));
        }
        else if (channels == 1)
        {
            all.Add(Of("MNIST's mean and deviation", [0.1307f], [0.3081f]));
            all.Add(Of("Fashion-MNIST's mean and deviation", [0.2860f], [0.3530f]));
        }

        // Where the set's own numbers are those of a known convention, the known name says more.
        Normalization fresh = own.ToNormalization();
        if (!all.Exists(known => IsNear(known.Normalization, fresh)))
        {
            all.Add(new InputConvention("the data set's own mean and deviation", fresh));
        }

        if (!all.Exists(known => IsNear(known.Normalization, given)))
        {
            all.Add(new InputConvention(Numbers(given), given));
        }

        return all;
    }

    /// <summary>Whether two differ by less than anybody would notice.</summary>
    public static bool IsNear(Normalization one, Normalization other) => one.Mean.Zip(other.Mean).All(pair => Near(pair.First, pair.Second))
        && one.Deviation.Zip(other.Deviation).All(pair => Math.Abs(pair.First - pair.Second) < 0.02f * pair.Second);

    private static bool Near(float one, float other) => Math.Abs(one - other) < 0.01f;

    private static string Numbers(Normalization given)
        => $"mean {List(given.Mean)} and deviation {List(given.Deviation)} of pixels/255";

    private static string List(ImmutableArray<float> values)
        => string.Join(" ", values.Select(value => value.ToString("0.###", CultureInfo.InvariantCulture)));

    private static InputConvention Of(string name, ImmutableArray<float> mean, ImmutableArray<float> deviation)
        => new(name, new Normalization(mean, deviation));

    private static Normalization Uniform(int channels, float mean, float deviation)
        => new([.. Enumerable.Repeat(mean, channels)], [.. Enumerable.Repeat(deviation, channels)]);
}
