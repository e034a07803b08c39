using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S3: batch normalization before or after the activation?</summary>
internal sealed class OrderStudy : Study
{
    private static readonly (string Name, ActivationKind Kind)[] Activations =
        [("sigmoid", ActivationKind.Sigmoid), ("tanh", ActivationKind.Tanh), ("relu", ActivationKind.Relu)];

    public override string Name => "order";

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        from activation in Activations
        from order in (string[])["before", "after", "none"]
        select new StudyCell(
            [new Coordinate("activation", activation.Name), new Coordinate("bn", order)],
            context => context.Train(Networks.LeNet(
                context.ModelOptions with { Activation = activation.Kind },
                (_, channels) => order == "none" ? null : new BatchNorm(channels),
                isBehindActivation: order == "after"), options => options with { RecalibrateEachEpoch = false }).ToResult());

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        TextFile text = Text(language);
        var judge = new Judge(language, results.Plan.Scale);
        var pictures = new Pictures(language);
        Sample Accuracy(string activation, string order)
            => results.At(("activation", activation), ("bn", order)).Metric("test_accuracy_recalibrated");
        string[] better =
            [.. Activations.Select(
                activation => Accuracy(activation.Name, "after").Mean > Accuracy(activation.Name, "before").Mean
                    ? text["after"]
                    : text["before"])];
        return new Conclusion
        {
            Summary = text.Say(
                "summary", ("better", language.List(Activations.Select((activation, i) => $"{activation.Name} {better[i]}")))),
            Judgements =
            [
                .. Activations.Select(activation => judge.Exceeds(
                    text.Say("judged-before", ("activation", activation.Name)),
                    Accuracy(activation.Name, "before"), Accuracy(activation.Name, "after"), 0, Unit.Accuracy)),
            ],
            Figures =
            [
                new Figure(
                    new BarChart
                    {
                        Title = text["accuracy-chart"],
                        CategoryLabel = text["activation"],
                        Y = pictures.Accuracy,
                        Series = [text["before-activation"], text["after-activation"], text["none"]],
                        Groups = [.. Activations.Select(activation => new BarGroup(
                            activation.Name,
                            [.. ((string[])["before", "after", "none"])
                                .Select(
                                    order => results.At(("activation", activation.Name), ("bn", order))
                                        .Bar("test_accuracy_recalibrated"))]))],
                    },
                    pictures.SpreadCaption),
            ],
            Tables =
            [
                pictures.AccuracyTable(
                    text["row"],
                    [.. Activations.SelectMany(
                        activation => ((string[])["before", "after", "none"])
                            .Select(
                                order => (language.Term(activation.Name, order),
                                    results.At(("activation", activation.Name), ("bn", order)))))]),
            ],
        };
    }
}
