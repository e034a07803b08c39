using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S1.6: why do γ and β start at 1 and 0?</summary>
internal sealed class GammaBetaStudy : Study
{
    private static readonly string[] Variants = ["1 and 0", "random", "0 in branches", "none"];

    public override string Name => "gamma-beta";

    public override Module LargestNetwork(ModelOptions options) => Networks.ResidualNetwork(options, new BatchNormOptions());

    public override int SmallestImage => 8;

    public override StudySize Size(StudyPlan plan)
        => plan.Choose(new StudySize(3_000, 3), new StudySize(6_000, 4), new StudySize(12_000, 5)) with { TestImages = 4_000 };

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) => Variants.Select(variant => new StudyCell(
        "start",
        variant,
        context => context.Train(Model(context.ModelOptions, variant), options => options with { LearningRate = 0.1, BatchSize = 128 })
            .ToResult()));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        TextFile text = Text(language);
        var judge = new Judge(language, results.Plan.Scale);
        var pictures = new Pictures(language);
        IReadOnlyList<(string Name, CellGroup Group)> groups = pictures.Along(results, "start");
        Sample Accuracy(string variant) => results.At(("start", variant)).Metric("test_accuracy_recalibrated");
        Sample First(string variant) => results.At(("start", variant)).Series("recalibrated_by_epoch")[0];
        return new Conclusion
        {
            Summary = text.Say(
                "summary",
                ("accuracies",
                    language.List(Variants.Select(variant => $"{language.Term(variant)} {Unit.Percent.Value(Accuracy(variant).Mean)}")))),
            Judgements =
            [
                judge.Exceeds(text["judged-random"], First("1 and 0"), First("random"), 0, Unit.Accuracy),
                judge.Exceeds(text["judged-branches"], Accuracy("0 in branches"), Accuracy("1 and 0"), 0, Unit.Accuracy),
                judge.Equals(text["judged-none"], Accuracy("none"), Accuracy("1 and 0"), 0.01, Unit.Accuracy),
            ],
            Figures =
            [
                pictures.Courses(text["course-chart"], "recalibrated_by_epoch", pictures.Accuracy, groups),
                pictures.Courses(
                    text["loss-chart"], "train_loss_by_epoch", new Axis(text["cross-entropy"]) { IsLogarithmic = true }, groups),
            ],
            Tables = [pictures.AccuracyTable(text["start"], groups)],
        };
    }

    private static Sequential Model(ModelOptions options, string variant)
    {
        Sequential model = Networks.ResidualNetwork(options, new BatchNormOptions { Affine = variant != "none" });
        (string Name, BatchNorm Layer)[] norms =
            [.. model.NamedModules().Where(entry => entry.Module is BatchNorm).Select(entry => (entry.Name, (BatchNorm)entry.Module))];
        var random = new Philox(options.Seed, 0x6762);
        foreach ((string name, BatchNorm layer) in norms)
        {
            if (variant == "0 in branches" && name.EndsWith("bn2", StringComparison.Ordinal))
            {
                layer.Gamma!.AsSpan().Clear();
            }
            else if (variant == "random")
            {
                Fill(layer.Gamma!.AsSpan(), 1, ref random);
                Fill(layer.Beta!.AsSpan(), 0, ref random);
            }
        }

        return model;
    }

    private static void Fill(Span<float> values, float mean, ref Philox random)
    {
        foreach (ref float value in values)
        {
            value = mean + (0.5f * (float)random.NextNormal());
        }
    }
}
