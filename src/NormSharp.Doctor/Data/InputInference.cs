using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Diagnosis.Inputs;
using NormSharp.Diagnosis.Static;
using NormSharp.Layers;

namespace NormSharp.Diagnosis.Data;

/// <summary>Which convention of input fits the statistics of a model's first layers best; no label is needed.</summary>
/// <param name="Given">How the images are given.</param>
/// <param name="Misfit">How badly that fits.</param>
/// <param name="Best">The convention that fits best.</param>
/// <param name="Fit">How well that fits.</param>
internal sealed record InputInference(InputConvention Given, double Misfit, InputConvention Best, double Fit)
{
    private const int FewImages = 64;
    private const int Images = 200;
    private const int Layers = 3;
    private const int Finalists = 8;

    // The best must fit, and fit far better than what is given.
    private const double Fits = 0.35;
    private const double FarBetter = 2;
    private const double Margin = 0.02;

    /// <summary>Whether the images are given in a wrong convention, beyond doubt.</summary>
    public bool IsWrong => Best != Given && Fit < Fits && Misfit > (FarBetter * Fit) + Margin;

    /// <summary>Tries every known convention.</summary>
    /// <param name="model">The network.</param>
    /// <param name="norms">Its layers that keep statistics.</param>
    /// <param name="images">Images, as the data set has them.</param>
    /// <param name="given">How they are centred and scaled now.</param>
    /// <param name="backend">What computes.</param>
    public static InputInference Of(
        Module model, IReadOnlyList<NormState> norms, ImageSet images, Normalization given, Backend backend)
    {
        IReadOnlyList<InputConvention> known = InputConvention.Known(given, DataStatistics.Compute(images));
        InputConvention now = known.First(convention => InputConvention.IsNear(convention.Normalization, given));
        ImageSet few = ImageSample.Of(images, FewImages);
        var first = new FirstLayers(model, norms, 1);
        IEnumerable<InputConvention> arranged = known.SelectMany(convention => Arrangements(convention, images.Shape));
        InputConvention[] best =
        [
            .. arranged.Select(convention => (Convention: convention, Misfit: first.Misfit(convention, few, backend)))
                .OrderBy(entry => entry.Misfit)
                .Take(Finalists)
                .Select(entry => entry.Convention),
        ];
        var deeper = new FirstLayers(model, norms, Layers);
        ImageSet more = ImageSample.Of(images, Images);
        double misfit = deeper.Misfit(now, more, backend);
        (InputConvention winner, double fit) = best.Select(convention => (convention, deeper.Misfit(convention, more, backend)))
            .Append((now, misfit))
            .MinBy(entry => entry.Item2);
        return new InputInference(now, misfit, winner, fit);
    }

    private static IEnumerable<InputConvention> Arrangements(InputConvention convention, ImageShape shape)
    {
        foreach (bool reversed in (bool[])(shape.Channels == 3 ? [false, true] : [false]))
        {
            foreach (bool inverted in (bool[])[false, true])
            {
                foreach (bool transposed in (bool[])(shape.Height == shape.Width ? [false, true] : [false]))
                {
                    yield return convention with { Reversed = reversed, Inverted = inverted, Transposed = transposed };
                }
            }
        }
    }
}
