using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Layers;

namespace NormSharp.Training;

/// <summary>
/// Looks at a model, its data and its options before a training begins, for what is known to go wrong around batch normalization. Every
/// finding has a stable id, which <c>docs/diagnostics.md</c> explains.
/// </summary>
public static class TrainingChecks
{
    private static readonly ICheck[] Checks =
    [
        new OneValuePerChannel(),
        new SmallBatch(),
        new DropoutBeforeNorm(),
        new DecayOfAffine(),
        new BiasBeforeNorm(),
        new MicroBatches(),
        new ShortTraining(),
        new NormAtTheEnd(),
        new NormAfterNorm(),
        new UntrackedStatistics(),
        new FrozenWithoutStatistics(),
        new ForgetfulStatistics(),
    ];

    /// <summary>Every kind of finding, by id.</summary>
    internal static IReadOnlyList<CatalogEntry> Catalog { get; } =
        [.. Checks.Select(check => check.Entry).OrderBy(entry => entry.Id, StringComparer.Ordinal)];

    /// <summary>Runs every check that is not silenced; sends one black image through the model and leaves it in evaluation mode.</summary>
    /// <param name="model">The network.</param>
    /// <param name="train">The images that it is to be trained on.</param>
    /// <param name="options">How it is to be trained.</param>
    /// <param name="backend">What computes; the CPU with all its processors when null.</param>
    /// <returns>The findings in the order of their ids.</returns>
    /// <exception cref="LayerException">The images do not fit the model; the message names the layer.</exception>
    public static IReadOnlyList<Diagnostic> Run(Module model, ImageSet train, TrainerOptions options, Backend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(options);
        return Run(new CheckContext(model, options, train, backend ?? Backend.Default));
    }

    /// <summary>Runs every check that is not silenced.</summary>
    internal static IReadOnlyList<Diagnostic> Run(CheckContext context)
    {
        TrainerOptions options = context.Options;
        DiagnosticSeverity severity = options.Checks.Strict ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
        return
        [
            .. Checks
                .Where(check => !options.Checks.Silenced.Contains(check.Entry.Id, StringComparer.OrdinalIgnoreCase))
                .OrderBy(check => check.Entry.Id, StringComparer.Ordinal)
                .SelectMany(check => check.Run(context).Select(finding =>
                    new Diagnostic(check.Entry.Id, severity, finding.Layers, finding.Message, finding.Advice)
                    {
                        Measured = finding.Measured,
                    })),
        ];
    }
}
