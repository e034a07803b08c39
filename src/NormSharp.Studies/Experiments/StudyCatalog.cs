using NormSharp.Studies.Experiments;

namespace NormSharp.Studies;

/// <summary>Every study, in the order in which they are best read.</summary>
public static class StudyCatalog
{
    /// <summary>The names of the studies, in lower case with hyphens.</summary>
    public static IReadOnlyList<string> Names => [.. All.Select(study => study.Name)];

    /// <summary>The studies.</summary>
    internal static IReadOnlyList<Study> All { get; } =
    [
        new LearningRateStudy(),
        new PlacementStudy(),
        new DropoutStudy(),
        new BiasStudy(),
        new BatchSizeStudy(),
        new GammaBetaStudy(),
        new RunningAverageStudy(),
        new VarianceStudy(),
        new AxisStudy(),
        new OptimizerStudy(),
        new OrderStudy(),
        new InitialisationStudy(),
        new GradientFlowStudy(),
        new LandscapeStudy(),
        new DistributionStudy(),
        new RegularizationStudy(),
        new TransferStudy(),
        new StandardizationStudy(),
    ];

    /// <summary>The question that a study answers.</summary>
    /// <param name="name">The study, one of <see cref="Names"/>.</param>
    /// <param name="language">The language of the question.</param>
    /// <exception cref="ArgumentException">There is no study of this name.</exception>
    public static string Question(string name, Language language = Language.English) => Get(name).Text(language)["question"];

    /// <summary>The study of a name; null when there is none.</summary>
    internal static Study? Find(string name) => All.FirstOrDefault(study => study.Name == name);

    /// <summary>The study of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    internal static Study Get(string name)
        => Find(name) ?? throw new ArgumentException($"there is no study '{name}'; there are {string.Join(", ", Names)}", nameof(name));
}
