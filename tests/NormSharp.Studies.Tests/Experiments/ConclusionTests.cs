using System.Text.RegularExpressions;
using NormSharp.Charts;
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
    internal void The_largest_usable_learning_rate_is_compared(string with, string? without, Verdict expected)
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
    internal void Dropout_before_and_behind_a_normalization_are_judged_apart(
        double before, double behind, Verdict expectedBefore, Verdict expectedBehind)
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
    internal void Placement_tells_stale_statistics_from_bad_features(
        double recalibrated, double running, double first, Verdict stale, Verdict worseFeatures)
    {
        Conclusion conclusion = Conclude("placement", (cell, seed) =>
        {
            bool isLast = cell.Coordinates[0].Value == "last2";
            double spread = 0.001 * seed;
            return Usual((isLast ? running : first) + spread, (isLast ? recalibrated : first) + spread);
        });
        Assert.Equal(stale, conclusion.Judgements[0].Verdict);
        Assert.Equal(
            worseFeatures,
            conclusion.Judgements.Single(judgement => judgement.Claim.Contains("features are worse", StringComparison.Ordinal)).Verdict);
    }

    [Theory]
    [InlineData(0.02, 0.01, Verdict.Confirmed)]
    [InlineData(0.01, 0.02, Verdict.Refuted)]
    [InlineData(0.01, 0.01, Verdict.NotDecided)]
    internal void The_error_of_the_running_variance_is_compared_between_batch_sizes(double small, double large, Verdict expected)
    {
        Conclusion conclusion = RunningAverage((size, weight) => 0.8, (size, weight, seed) => (size, weight) switch
        {
            ("16", "0.1") => small + (0.0001 * seed),
            ("256", "0.1") => large + (0.0001 * (seed % 3)),
            _ => 1,
        });
        Assert.Equal(expected, conclusion.Judgements[3].Verdict);
    }

    [Theory]
    [InlineData(0.10, 0.02, Verdict.Confirmed)]
    [InlineData(0.02, 0.10, Verdict.Refuted)]
    [InlineData(0.05, 0.05, Verdict.NotDecided)]
    internal void What_a_weight_costs_is_compared_between_batch_sizes(double more, double less, Verdict expected)
    {
        // What a batch size gives whatever the weight has no part in it.
        double Cost(string size, string weight) => (size, weight) switch
        {
            ("16", "0.5") or ("256", "0.01") => more,
            ("16", "0.01") or ("256", "0.5") => less,
            _ => 0,
        };
        Conclusion conclusion = RunningAverage((size, weight) => (size == "16" ? 0.9 : 0.7) - Cost(size, weight), (_, _, _) => 0.01);
        Assert.Equal([expected, expected], conclusion.Judgements.Skip(4).Select(judgement => judgement.Verdict));
        Assert.Contains("with batches of 16, 64, 256: 0.1, ", conclusion.Summary);
    }

    [Theory]
    [InlineData(0.840, 0.842, 0.5, Verdict.Confirmed, Verdict.Confirmed)]
    [InlineData(0.80, 0.85, 0.9, Verdict.Refuted, Verdict.Refuted)]
    [InlineData(0.84, 0.85, 0.84, Verdict.NotDecided, Verdict.NotDecided)]
    internal void Standardising_is_judged_pixel_by_pixel(double perPixel, double batchNorm, double bytes, Verdict asGood, Verdict helps)
    {
        Conclusion conclusion = Conclude("standardization", (cell, seed) => Usual(cell.Coordinates[1].Value switch
        {
            "standardised per pixel" => perPixel + (0.001 * seed),
            "batch norm" => batchNorm + (0.001 * (seed % 3)),
            "raw 0..255" => bytes + (0.001 * (seed % 3)),
            _ => 0.3,
        }));
        Assert.Equal([asGood, asGood, helps], conclusion.Judgements.Select(judgement => judgement.Verdict));
    }

    [Theory]
    [InlineData(0.8, 0.9, 0.9, Verdict.Confirmed)]
    [InlineData(0.9, 0.8, 0.8, Verdict.Refuted)]
    [InlineData(0.9, 0.9, 0.9, Verdict.NotDecided)]
    internal void Frozen_statistics_are_compared_with_updated_and_recomputed_ones(
        double frozen, double updated, double recomputed, Verdict expected)
    {
        Conclusion conclusion = Conclude("transfer", (cell, seed) => Usual(cell.Coordinates[1].Value switch
        {
            "frozen" => frozen + (0.001 * seed),
            "updated" => updated + (0.001 * (seed % 3)),
            _ => recomputed + (0.001 * (seed % 3)),
        }).With("learning_rate", 0.03));
        Assert.All(conclusion.Judgements, judgement => Assert.Equal(expected, judgement.Verdict));
        Assert.All(conclusion.Tables[0].Rows, row => Assert.Contains("0.03, 0.03, 0.03", row));
    }

    [Fact]
    public void What_the_bias_leaves_is_written_from_the_numbers()
    {
        Conclusion conclusion = Conclude("bias", (_, seed) => new CellResult()
            .With("output_change", 3e-15 * seed)
            .With("bias_gradient", 2e-15 * seed)
            .With("plain_output_change", 1)
            .With("plain_bias_gradient", 1)
            .With("parameters_with", 100).With("parameters_without", 90).With("with_ms", 2).With("without_ms", 1));
        Assert.Contains("9·10⁻¹⁵", conclusion.Summary);
        Assert.Contains("6·10⁻¹⁵", conclusion.Summary);
        Assert.Contains("10 parameters of 100", conclusion.Summary);
    }

    [Theory]
    [InlineData(0, -4, 0, -4, Verdict.Confirmed, Verdict.Confirmed)]
    [InlineData(-0.5, -1, -0.5, -4, Verdict.Refuted, Verdict.Confirmed)]
    [InlineData(0, -4, 0, 0.2, Verdict.Confirmed, Verdict.Refuted)]
    [InlineData(0, -1, 0, -1, Verdict.NotDecided, Verdict.NotDecided)]
    internal void Vanishing_is_judged_at_the_start_and_at_the_end(
        double withStart, double withoutStart, double withEnd, double withoutEnd, Verdict start, Verdict end)
    {
        Conclusion conclusion = Conclude("gradient-flow", (cell, seed) =>
        {
            bool isWith = cell.Coordinates[0].Value == "all";
            double noise = isWith ? 0.01 * ((double)seed - 2) : 0;
            return GradientFlow(isWith ? 1e-2 : 1e-6)
                .With("first_to_last_log10", (isWith ? withStart : withoutStart) + noise)
                .With("first_to_last_log10_end", (isWith ? withEnd : withoutEnd) + noise);
        });
        Assert.Equal([start, end], conclusion.Judgements.Select(judgement => judgement.Verdict));
    }

    [Fact]
    public void Gradients_with_and_without_have_one_scale_of_colours()
    {
        Conclusion conclusion = Conclude(
            "gradient-flow",
            (cell, seed) => GradientFlow((cell.Coordinates[0].Value == "all" ? 1e-2 : 1e-6) * Math.Pow(10, (double)seed - 2))
                .With("first_to_last_log10", 0)
                .With("first_to_last_log10_end", 0));
        HeatMap[] maps = [.. conclusion.Figures.Select(figure => figure.Chart).OfType<HeatMap>()];
        Assert.Equal(2, maps.Length);
        Assert.Equal(maps[0].Value, maps[1].Value);
        Assert.Equal(1e-6, maps[0].Value.Minimum!.Value, 1e-15);
        Assert.Equal(2e-2, maps[0].Value.Maximum!.Value, 1e-12);
        Assert.Equal(10, maps[0].Rows.Count);
        Assert.Equal(["1", "40"], maps[0].Columns);
    }

    [Theory]
    [InlineData("landscape", 0, "loss_range")]
    [InlineData("landscape", 1, "gradient_change")]
    [InlineData("landscape", 2, "smoothness")]
    [InlineData("distribution", 0, "update_shift")]
    [InlineData("distribution", 1, "update_deviation_shift")]
    [InlineData("distribution", 2, "drift")]
    public void Each_quantity_decides_its_own_claim(string name, int judgement, string metric)
    {
        foreach ((double with, double without, Verdict expected) in ((double, double, Verdict)[])[(1, 2, Verdict.Confirmed),
            (2, 1, Verdict.Refuted), (1, 1, Verdict.NotDecided)])
        {
            Study study = StudyCatalog.Find(name)!;
            Conclusion conclusion = Conclude(name, (cell, seed) =>
            {
                CellResult basis = TinyResults.Of(study).At((cell.Coordinates[0].Name, cell.Coordinates[0].Value)).Runs[0].Result;
                CellResult result = CellResult.FromJson(basis.ToJson())!;
                foreach (string other in basis.Metrics.Keys)
                {
                    result.With(other, 1 + (cell.Coordinates[0].Value == "all" ? 0.1 * ((double)seed - 2) : 0));
                }

                bool isWith = cell.Coordinates[0].Value == "all";
                return result.With(metric, (isWith ? with : without) + (isWith ? 0.1 * ((double)seed - 2) : 0));
            });
            Assert.Equal(expected, conclusion.Judgements[judgement].Verdict);
            Assert.All(conclusion.Judgements.Where((_, i) => i != judgement), other => Assert.Equal(Verdict.NotDecided, other.Verdict));
        }
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

    private static CellResult GradientFlow(double norm)
    {
        CellResult result = new CellResult()
            .With("gradient_norm_first", Enumerable.Repeat(norm, 10))
            .With("gradient_norm_last", Enumerable.Repeat(norm, 10))
            .With("course_step", [1, 40]);
        return Enumerable.Range(1, 10).Aggregate(result, (all, layer) => all.With($"course_{layer}", [norm, 2 * norm]));
    }

    private static Conclusion Conclude(string name, Func<StudyCell, ulong, CellResult> result)
    {
        Study study = StudyCatalog.Find(name)!;
        var plan = new StudyPlan { Scale = StudyScale.Quick, Seeds = Seeds };
        CellRun[] runs = [.. study.Grid(plan).SelectMany(cell => Seeds.Select(seed => new CellRun(cell, seed, result(cell, seed), 1)))];
        return study.Conclude(new StudyResults(plan, study.Size(plan), runs), Language.English);
    }

    private static Conclusion RunningAverage(Func<string, string, double> accuracy, Func<string, string, ulong, double> noise)
        => Conclude("running-average", (cell, seed) =>
    {
        (string size, string weight) = (cell.Coordinates[0].Value, cell.Coordinates[1].Value);
        return Usual(accuracy(size, weight) + (0.001 * ((seed + (ulong)(size + weight).Length) % 3)))
            .With("variance_noise", noise(size, weight, seed)).With("late_error", 0.1).With("variance_error", [0.5, 0.4, 0.3, 0.2, 0.1]);
    });

    private static CellResult Usual(double running, double? recalibrated = null) => new CellResult()
        .With("test_accuracy", running)
        .With("test_accuracy_recalibrated", recalibrated ?? running)
        .With("train_accuracy", running)
        .With("gap", 0.01)
        .With("swing", 0.1)
        .With("diverged", 0)
        .With("test_accuracy_by_epoch", [running, running])
        .With("recalibrated_by_epoch", [recalibrated ?? running, recalibrated ?? running]);

    [GeneratedRegex("[A-Za-z]{4,}|pp|, ")]
    private static partial Regex EnglishWord();

    // Student is the t of a rule; numbers of an interval are separated as in English.
    [GeneratedRegex(
        @"(Batch|Layer|Instance|Group)Norm|BatchRenorm|GhostBatchNorm|LeNet|ReLU|relu|tanh|sigmoid|dropout|Adam|Student|Xavier|\[[^\]]*\]")]
    private static partial Regex NamesOfThings();
}
