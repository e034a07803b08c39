using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S1.8 and S4: why not normalise each sample over its features instead?</summary>
internal sealed class AxisStudy : Study
{
    private static readonly (string Network, string[] Kinds)[] Cases =
        [("LeNet", ["BatchNorm", "LayerNorm", "InstanceNorm", "GroupNorm", "none"]),
            ("MLP", ["BatchNorm", "LayerNorm", "GroupNorm", "none"])];

    public override string Name => "axis";

    public override int Revision => 2;

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        from network in Cases
        from kind in network.Kinds
        select new StudyCell(
            [new Coordinate("network", network.Network), new Coordinate("normalization", kind)],
            context => Run(context, network.Network, kind));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        TextFile text = Text(language);
        var judge = new Judge(language, results.Plan.Scale);
        var pictures = new Pictures(language);
        CellGroup At(string network, string kind) => results.At(("network", network), ("normalization", kind));
        Sample Accuracy(string network, string kind) => At(network, kind).Metric("test_accuracy_recalibrated");
        (string Name, CellGroup Group)[] groups =
            [.. Cases.SelectMany(item => item.Kinds.Select(kind => (language.Term(item.Network, kind), At(item.Network, kind))))];
        return new Conclusion
        {
            Summary = string.Join(
                language.Space(),
                Cases.Select(item => text.Say("summary", ("network", item.Network), ("accuracies", language.List(item.Kinds.Select(
                    kind => $"{language.Term(kind)} {Unit.Percent.Value(Accuracy(item.Network, kind).Mean)}")))))),
            Judgements =
            [
                .. ((string[])["LeNet", "MLP"]).Select(network => judge.Exceeds(
                    text.Say("judged-batch-over-layer", ("network", network)),
                    Accuracy(network, "BatchNorm"), Accuracy(network, "LayerNorm"), 0, Unit.Accuracy)),
                judge.Exceeds(
                    text["judged-layer-over-none"],
                    Accuracy("LeNet", "LayerNorm"), Accuracy("LeNet", "none"), 0, Unit.Accuracy),
            ],
            Figures =
            [
                pictures.Bars(text["best-rate-chart"], text["network-and-kind"], groups),
                pictures.Courses(
                    text["course-chart"],
                    "recalibrated_by_epoch",
                    pictures.Accuracy,
                    [.. Cases[0].Kinds.Select(kind => (language.Term(kind), At("LeNet", kind)))]),
            ],
            Tables =
            [
                pictures.AccuracyTable(text["network-and-kind"], groups),
                new ReportTable(
                    text["rate-table"],
                    [text["network-and-kind"], text["rates"]],
                    [.. groups.Select(
                        item => (IReadOnlyList<string>)[item.Name,
                            string.Join(", ", item.Group.Metric("learning_rate").Values.Select(CellContext.Text))])]),
            ],
        };
    }

    private static CellResult Run(CellContext all, string network, string kind)
    {
        CellContext context = all.HoldOut();
        return BestRate.Of(context, [0.1, 0.3, 1, 3], rate =>
        {
            Sequential model = network == "LeNet"
                ? Networks.LeNet(context.ModelOptions, (i, channels) => Normalization(kind, channels, isConvolution: i <= 2))
                : Networks.Perceptron(
                    context.ModelOptions with { Activation = ActivationKind.Sigmoid },
                    2,
                    128,
                    (_, width) => Normalization(kind, width, isConvolution: false));
            return context.Train(model, options => options with { LearningRate = rate });
        });
    }

    private static Module? Normalization(string kind, int channels, bool isConvolution) => kind switch
    {
        "BatchNorm" => new BatchNorm(channels),
        "LayerNorm" => isConvolution ? new GroupNorm(1, channels) : new LayerNorm([channels]),
        "InstanceNorm" => isConvolution ? new InstanceNorm(channels, new InstanceNormOptions { Affine = true }) : null,
        "GroupNorm" => new GroupNorm(channels == 6 ? 2 : 4, channels),
        _ => null,
    };
}
