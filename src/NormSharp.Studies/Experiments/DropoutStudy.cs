using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S1.3 and S5: can batch normalization replace dropout, and does dropout disturb it?</summary>
internal sealed class DropoutStudy : Study
{
    private const double Probability = 0.5;
    private static readonly string[] Variants =
        ["none", "dropout", "bn", "bn, dropout at the end", "dropout before bn", "dropout after bn"];

    public override string Name => "dropout";

    public override StudySize Size(StudyPlan plan)
        => plan.Choose(new StudySize(10_000, 4), new StudySize(20_000, 6), new StudySize(60_000, 10));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan)
        => Variants.Select(variant => new StudyCell("variant", variant, context => Run(context, variant)));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        TextFile text = Text(language);
        var judge = new Judge(language, results.Plan.Scale);
        var pictures = new Pictures(language);
        IReadOnlyList<(string Name, CellGroup Group)> groups = pictures.Along(results, "variant");
        Sample Metric(string variant, string metric) => results.At(("variant", variant)).Metric(metric);
        Sample shift = Metric("dropout before bn", "variance_shift");
        return new Conclusion
        {
            Summary = text.Say(
                "summary",
                ("dropout", Unit.Percent.Value(Metric("dropout", "test_accuracy").Mean)),
                ("with", Unit.Percent.Value(Metric("bn", "test_accuracy_recalibrated").Mean)),
                ("shift", Unit.Number.Value(shift.Mean))),
            Judgements =
            [
                judge.Exceeds(
                    text["judged-instead"],
                    Metric("bn", "test_accuracy_recalibrated"), Metric("dropout", "test_accuracy_recalibrated"), 0, Unit.Accuracy),
                judge.Exceeds(
                    text["judged-beside"],
                    Metric("bn", "test_accuracy_recalibrated"),
                    Metric("bn, dropout at the end", "test_accuracy_recalibrated"),
                    0,
                    Unit.Accuracy),
                judge.Exceeds(
                    text["judged-before"],
                    shift, shift.Map(_ => 1), 0.05, Unit.Number),
                judge.Equals(
                    text["judged-after"],
                    Metric("dropout after bn", "variance_shift"), shift.Map(_ => 1), 0.05, Unit.Number),
            ],
            Figures =
            [
                pictures.Bars(text["end-chart"], text["variant"], groups),
                new Figure(
                    new BarChart
                    {
                        Title = text["shift-chart"],
                        CategoryLabel = text["variant"],
                        Y = new Axis(text["ratio-axis"]),
                        Series = [text["ratio"]],
                        Groups =
                            [.. groups.Where(item => item.Group.Metric("variance_shift").Values.All(double.IsFinite))
                                .Select(item => new BarGroup(item.Name, [item.Group.Bar("variance_shift")]))],
                        References = [(1, text["no-shift"])],
                    },
                    pictures.SpreadCaption),
            ],
            Tables =
            [
                pictures.AccuracyTable(text["variant"], groups),
                new ReportTable(
                    text["shift-table"],
                    [text["variant"], text["ratio-column"]],
                    [.. groups.Where(item => item.Group.Metric("variance_shift").Values.All(double.IsFinite))
                        .Select(item => (IReadOnlyList<string>)[item.Name, Numbers.Spread(item.Group.Metric("variance_shift"), "0.000")])]),
            ],
        };
    }

    private static CellResult Run(CellContext context, string variant)
    {
        Sequential model = Model(context.ModelOptions, variant);
        CellResult result = context.Train(model, options => options with { RecalibrateEachEpoch = false }).ToResult();
        BatchNorm? watched = model.NamedModules()
            .Select(entry => entry.Module)
            .OfType<BatchNorm>()
            .FirstOrDefault(layer => layer.Path == "norm3");
        return result.With(
            "variance_shift",
            watched is null
                ? double.NaN
                : InputVariance.Of(context, model, watched, training: true) / InputVariance.Of(context, model, watched, training: false));
    }

    private static Sequential Model(ModelOptions options, string variant)
    {
        bool normalized = variant is not ("none" or "dropout");
        Sequential basis = Networks.LeNet(options, _ => normalized);
        var layers = new List<(string Name, Module Layer)>();
        foreach ((string name, Module layer) in basis.Children)
        {
            AddIf(layers, name == "norm3" && variant == "dropout before bn");
            layers.Add((name, layer));
            AddIf(
                layers,
                (name == "act2" && variant == "dropout") || (name == "norm3" && variant == "dropout after bn")
                    || (name == "act4" && variant == "bn, dropout at the end"));
        }

        return new Sequential(layers.ToArray());
    }

    private static void AddIf(List<(string Name, Module Layer)> layers, bool wanted)
    {
        if (wanted)
        {
            layers.Add(("dropout", new Dropout(Probability)));
        }
    }
}
