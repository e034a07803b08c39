using System.Text.RegularExpressions;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Tests.Experiments;

/// <summary>Conclusions drawn from numbers that were made up, so that the right verdict is known.</summary>
public partial class ConclusionTests
{
    private static readonly ulong[] Seeds = [1, 2, 3];

    public static TheoryData<string> Names => [.. StudyCatalog.All.Select(study => study.Name)];

    [Theory]
    [InlineData("3", "0.3", Verdict.Confirmed)]
    [InlineData("0.3", "3", Verdict.Refuted)]
    [InlineData("1", "1", Verdict.NotDecided)]
    [InlineData("0.1", null, Verdict.Confirmed)]
    public void The_largest_usable_learning_rate_is_compared(string with, string? without, Verdict expected)
    {
        // Good up to a rate, useless beyond; a network that is good nowhere has no usable rate.
        double Accuracy(StudyCell cell)
        {
            string? largest = cell.Coordinates[0].Value == "all" ? with : without;
            return largest is not null && double.Parse(cell.Coordinates[1].Value) <= double.Parse(largest) ? 0.88 : 0.2;
        }

        Conclusion conclusion = Conclude("learning-rate", (cell, seed) => Usual(Accuracy(cell) + (0.001 * seed)));
        Assert.Equal(expected, conclusion.Judgements[2].Verdict);
        Assert.Equal(["85.7", "73.3"], conclusion.Tables[0].Rows.Select(row => row[1]));
    }

    [Theory]
    [InlineData(1.5, 1.0, Verdict.Confirmed, Verdict.Confirmed)]
    [InlineData(1.0, 1.0, Verdict.Refuted, Verdict.Confirmed)]
    [InlineData(1.5, 1.3, Verdict.Confirmed, Verdict.Refuted)]
    public void Dropout_before_and_behind_a_normalization_are_judged_apart(double before, double behind, Verdict expectedBefore, Verdict expectedBehind)
    {
        Conclusion conclusion = Conclude("dropout", (cell, seed) => Usual(0.8).With("variance_shift", cell.Coordinates[0].Value switch
        {
            "dropout before bn" => before + (0.001 * seed),
            "dropout after bn" => behind + (0.001 * seed),
            _ => 1,
        }));
        Assert.Equal(expectedBefore, conclusion.Judgements[2].Verdict);
        Assert.Equal(expectedBehind, conclusion.Judgements[3].Verdict);
    }

    [Theory]
    [InlineData(0.86, 0.44, 0.60, Verdict.Confirmed, Verdict.Refuted)]
    [InlineData(0.45, 0.44, 0.80, Verdict.Refuted, Verdict.Confirmed)]
    public void Placement_tells_stale_statistics_from_bad_features(double recalibrated, double running, double first, Verdict stale, Verdict worseFeatures)
    {
        Conclusion conclusion = Conclude("placement", (cell, seed) =>
        {
            bool isLast = cell.Coordinates[0].Value == "last2";
            double spread = 0.001 * seed;
            return Usual((isLast ? running : first) + spread, (isLast ? recalibrated : first) + spread);
        });
        Assert.Equal(stale, conclusion.Judgements[0].Verdict);
        Assert.Equal(worseFeatures, conclusion.Judgements.Single(judgement => judgement.Claim.Contains("features are worse", StringComparison.Ordinal)).Verdict);
    }

    [Fact]
    public void What_the_bias_leaves_is_written_from_the_numbers()
    {
        Conclusion conclusion = Conclude("bias", (_, seed) => new CellResult()
            .With("output_change", 3e-15 * seed).With("bias_gradient", 2e-15 * seed).With("plain_output_change", 1).With("plain_bias_gradient", 1)
            .With("parameters_with", 100).With("parameters_without", 90).With("with_ms", 2).With("without_ms", 1));
        Assert.Contains("9·10⁻¹⁵", conclusion.Summary);
        Assert.Contains("6·10⁻¹⁵", conclusion.Summary);
        Assert.Contains("10 parameters of 100", conclusion.Summary);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Chinese_tables_and_verdicts_are_in_Chinese(string name)
    {
        Study study = StudyCatalog.Find(name)!;
        Conclusion conclusion = study.Conclude(TinyResults.Of(study), Language.Chinese);
        IEnumerable<string> texts =
        [
            .. conclusion.Tables.SelectMany(table => table.Rows).Select(row => row[0]),
            .. conclusion.Judgements.SelectMany(judgement => new[] { judgement.Claim, judgement.Rule, judgement.Evidence }),
            conclusion.Summary,
        ];
        Assert.All(texts, text => Assert.DoesNotMatch(EnglishWord(), NamesOfThings().Replace(text, string.Empty)));
    }

    private static Conclusion Conclude(string name, Func<StudyCell, ulong, CellResult> result)
    {
        Study study = StudyCatalog.Find(name)!;
        var plan = new StudyPlan { Scale = StudyScale.Quick, Seeds = Seeds };
        CellRun[] runs = [.. study.Grid(plan).SelectMany(cell => Seeds.Select(seed => new CellRun(cell, seed, result(cell, seed), 1)))];
        return study.Conclude(new StudyResults(plan, study.Size(plan), runs), Language.English);
    }

    private static CellResult Usual(double running, double? recalibrated = null) => new CellResult()
        .With("test_accuracy", running).With("test_accuracy_recalibrated", recalibrated ?? running).With("train_accuracy", running).With("gap", 0.01).With("swing", 0.1).With("diverged", 0)
        .With("test_accuracy_by_epoch", [running, running]).With("recalibrated_by_epoch", [recalibrated ?? running, recalibrated ?? running]);

    [GeneratedRegex("[A-Za-z]{4,}|pp|, ")]
    private static partial Regex EnglishWord();

    // Student is the t of a rule; numbers of an interval are separated as in English.
    [GeneratedRegex(@"(Batch|Layer|Instance|Group)Norm|BatchRenorm|GhostBatchNorm|LeNet|ReLU|relu|tanh|sigmoid|dropout|Adam|Student|Xavier|\[[^\]]*\]")]
    private static partial Regex NamesOfThings();
}
