using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Diagnosis.Inputs;
using NormSharp.Diagnosis.Static;
using NormSharp.Layers;

namespace NormSharp.Diagnosis.Data;

/// <summary>Which convention of input fits the statistics of a model's layers best; no label is needed.</summary>
/// <param name="Given">How the images are given.</param>
/// <param name="Misfit">How badly that fits.</param>
/// <param name="Best">The convention that fits best.</param>
/// <param name="Fit">How well that fits.</param>
internal sealed record InputInference(
    InputConvention Given, (double First, double All) Misfit, InputConvention Best, (double First, double All) Fit)
{
    private const int FewImages = 64;
    private const int Images = 500;
    private const int FirstLayers = 3;
    private const int AllLayers = 60;
    private const int Finalists = 8;

    // The best must fit, and fit far better than what is given: in the first layers alone, or a little less far in all of them.
    private const double Fits = 0.35;
    private const double FarBetter = 2;
    private const double Better = 1.2;
    private const double Alike = 1.2;
    private const int MostAlike = 3;
    private const double Margin = 0.02;
    private const double SmallMargin = 0.004;

    /// <summary>Whether another convention fits far better, in the first layers alone: no labels are needed to believe it.</summary>
    public bool IsFarOff => Best != Given && Fit.First < Fits && Misfit.First > (FarBetter * Fit.First) + Margin;

    /// <summary>Whether the images are given in a wrong convention, as far as statistics tell.</summary>
    public bool IsWrong => IsFarOff
        || (Best != Given && Fit.First < Fits
            && Misfit.First > (Better * Fit.First) + SmallMargin && Misfit.All > (Better * Fit.All) + (SmallMargin / 4));

    /// <summary>Conventions that fit about as well as the best, without the given one: among them labels can decide.</summary>
    public IReadOnlyList<InputConvention> Candidates { get; init; } = [];

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
        var first = new LayerFit(model, norms, 1);
        InputConvention[] best =
        [
            .. known.SelectMany(convention => Arrangements(convention, images.Shape))
                .Select(convention => (Convention: convention, Misfit: first.Misfits(convention, few, backend)))
                .OrderBy(entry => Mean(entry.Misfit))
                .Take(Finalists)
                .Select(entry => entry.Convention),
        ];
        // All layers are looked at only where the first ones leave a doubt.
        ImageSet more = ImageSample.Of(images, Images);
        var near = new LayerFit(model, norms, FirstLayers);
        (InputConvention Convention, double First)[] firsts =
            [.. best.Append(now).Distinct().Select(convention => (convention, Mean(near.Misfits(convention, more, backend))))];
        double doubtful = (FarBetter * firsts.Min(entry => entry.First)) + Margin;
        var deeper = new LayerFit(model, norms, AllLayers);
        (InputConvention Convention, (double First, double All) Fit)[] fits =
        [
            .. firsts.Where(entry => entry.First <= doubtful || entry.Convention == now)
                .Select(entry => (entry.Convention, (entry.First, Mean(deeper.Misfits(entry.Convention, more, backend))))),
        ];

        // Of two that fit alike, the one that says less.
        (InputConvention Convention, (double First, double All) Fit)[] ordered =
            [.. fits.OrderBy(entry => Score(entry.Fit) * Penalty(entry.Convention))];
        (InputConvention winner, (double First, double All) fit) = ordered[0];
        return new InputInference(now, fits.First(entry => entry.Convention == now).Fit, winner, fit)
        {
            Candidates =
            [
                .. ordered.TakeWhile(entry => Score(entry.Fit) < Alike * Score(fit) && fit.First < Fits)
                    .Select(entry => entry.Convention)
                    .Where(convention => convention != now)
                    .Take(MostAlike),
            ],
        };
    }

    private static double Mean(IReadOnlyList<double> values)
        => values.Count == 0 || values.Any(double.IsNaN) ? double.PositiveInfinity : values.Average();

    // After a layer that is no number nothing can be compared.
    private static double Score((double First, double All) fit) => fit.First + (double.IsFinite(fit.All) ? fit.All : 0);

    private static double Penalty(InputConvention convention)
        => 1 + (0.04 * ((convention.Reversed ? 1 : 0) + (convention.Inverted ? 1 : 0) + (convention.Transposed ? 1 : 0)));

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
