using NormSharp.Models;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;
using NormSharp.Training;

namespace NormSharp.Studies.Experiments;

/// <summary>S1.9: with ReLU and Adam, do the linear layers need batch normalization?</summary>
internal sealed class OptimizerStudy : Study
{
    public override string Name => "optimizer";

    public override StudySize Size(StudyPlan plan)
        => plan.Choose(new StudySize(10_000, 4), new StudySize(20_000, 6), new StudySize(60_000, 10));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        from variant in ((string Name, BatchNormPlacement Placement)[])[("everywhere", BatchNormPlacement.All),
            ("convolutions", BatchNormPlacement.First2), ("none", BatchNormPlacement.None)]
        select new StudyCell("bn", variant.Name, context => context.Train(
            context.Model(
                "lenet", options => options with { BatchNorm = variant.Placement, Activation = ActivationKind.Relu, Padding = 2 }),
            options => options with
            {
                BatchSize = 64,
                LearningRate = 0.001,
                Optimizer = new OptimizerOptions { Kind = OptimizerKind.Adam },
            })
                .ToResult());

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        TextFile text = Text(language);
        var judge = new Judge(language, results.Plan.Scale);
        var pictures = new Pictures(language);
        IReadOnlyList<(string Name, CellGroup Group)> groups = pictures.Along(results, "bn");
        CellGroup everywhere = results.At(("bn", "everywhere"));
        CellGroup convolutions = results.At(("bn", "convolutions"));
        CellGroup none = results.At(("bn", "none"));
        return new Conclusion
        {
            Summary = text.Say(
                "summary",
                ("everywhere", Unit.Percent.Value(everywhere.Metric("test_accuracy_recalibrated").Mean)),
                ("convolutions", Unit.Percent.Value(convolutions.Metric("test_accuracy_recalibrated").Mean)),
                ("none", Unit.Percent.Value(none.Metric("test_accuracy_recalibrated").Mean))),
            Judgements =
            [
                judge.Equals(
                    text["judged-linear"],
                    everywhere.Metric("test_accuracy_recalibrated"),
                    convolutions.Metric("test_accuracy_recalibrated"),
                    0.01,
                    Unit.Accuracy),
                judge.Exceeds(
                    text["judged-helps"],
                    everywhere.Metric("test_accuracy_recalibrated"), none.Metric("test_accuracy_recalibrated"), 0, Unit.Accuracy),
            ],
            Figures =
            [
                pictures.Courses(
                    text["course-chart"], "recalibrated_by_epoch", pictures.Accuracy with { Minimum = null, Maximum = null }, groups),
                pictures.Bars(text["end-chart"], text["after"], groups),
            ],
            Tables = [pictures.AccuracyTable(text["batch-norm"], groups)],
        };
    }
}
