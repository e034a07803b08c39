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

    /// <summary>The study of a name; null when there is none.</summary>
    public static Study? Find(string name) => All.FirstOrDefault(study => study.Name == name);
}
