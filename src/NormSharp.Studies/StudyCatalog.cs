using NormSharp.Studies.Experiments;

namespace NormSharp.Studies;

/// <summary>Every study, in the order in which they are best read.</summary>
public static class StudyCatalog
{
    /// <summary>The studies.</summary>
    public static IReadOnlyList<Study> All { get; } =
    [
        new LearningRateStudy(),
        new PlacementStudy(),
        new OptimizerStudy(),
        new OrderStudy(),
        new InitialisationStudy(),
        new GradientFlowStudy(),
        new LandscapeStudy(),
        new StandardizationStudy(),
        new DropoutStudy(),
        new GammaBetaStudy(),
        new BiasStudy(),
        new DistributionStudy(),
        new RunningAverageStudy(),
        new VarianceStudy(),
        new RegularizationStudy(),
    ];

    /// <summary>The study of a name; null when there is none.</summary>
    public static Study? Find(string name) => All.FirstOrDefault(study => study.Name == name);
}
