using System.Globalization;
using NormSharp.Autograd;
using NormSharp.Charts;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;
using NormSharp.Tensors;

namespace NormSharp.Studies.Experiments;

/// <summary>S3: should the biased or the unbiased variance normalise, and which should be stored?</summary>
internal sealed class VarianceStudy : Study
{
    private static readonly int[] BatchSizes = [2, 4, 8, 32, 128];
    private static readonly (string Normalise, string Store)[] Variants =
        [("biased", "unbiased"), ("biased", "biased"), ("unbiased", "unbiased"), ("unbiased", "biased")];

    public override string Name => "variance";

    public override int SmallestImage => 1;

    public override StudySize Size(StudyPlan plan)
        => plan.Choose(new StudySize(2_000, 2), new StudySize(4_000, 3), new StudySize(6_000, 4));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        from variant in Variants
        from size in BatchSizes
        select new StudyCell(
            [new Coordinate("normalise", variant.Normalise), new Coordinate("store", variant.Store),
                new Coordinate("batch_size", $"{size}")],
            context => Run(context, variant.Normalise == "unbiased", variant.Store == "unbiased", size));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        TextFile text = Text(language);
        var judge = new Judge(language, results.Plan.Scale);
        var pictures = new Pictures(language);
        CellGroup At((string Normalise, string Store) variant, int size)
            => results.At(("normalise", variant.Normalise), ("store", variant.Store), ("batch_size", $"{size}"));
        Sample Ratio(string store, int size) => At(("biased", store), size).Metric("stored_over_true");
        string NameOf((string Normalise, string Store) variant)
            => text.Say("variant", ("normalise", language.Term(variant.Normalise)), ("store", language.Term(variant.Store)));
        (string Normalise, string Store) usual = ("biased", "unbiased");
        return new Conclusion
        {
            Summary = text.Say(
                "summary",
                ("biased-2", Unit.Number.Value(Ratio("biased", 2).Mean)),
                ("unbiased-2", Unit.Number.Value(Ratio("unbiased", 2).Mean)),
                ("biased-32", Unit.Number.Value(Ratio("biased", 32).Mean)),
                ("unbiased-32", Unit.Number.Value(Ratio("unbiased", 32).Mean))),
            Judgements =
            [
                judge.Equals(text["judged-unbiased"], Ratio("unbiased", 4), Ratio("unbiased", 4).Map(_ => 1), 0.05, Unit.Number),
                judge.Equals(text["judged-biased"], Ratio("biased", 4), Ratio("biased", 4).Map(_ => 0.75), 0.05 * 0.75, Unit.Number),
                judge.Equals(
                    text["judged-swapped"],
                    At(("unbiased", "biased"), 32).Metric("test_accuracy"), At(usual, 32).Metric("test_accuracy"), 0.01, Unit.Accuracy),
            ],
            Figures =
            [
                new Figure(
                    new LineChart
                    {
                        Title = text["ratio-chart"],
                        X = new Axis(text["batch-size"]) { IsLogarithmic = true },
                        Y = new Axis(text["ratio"]),
                        Series =
                            [.. ((string[])["unbiased", "biased"])
                                .Select(
                                    store => new LineSeries(
                                        language.Term(store), [.. BatchSizes.Select(size => CellGroup.Point(size, Ratio(store, size)))]))],
                        References = [(1, text["exact"])],
                    },
                    pictures.SpreadCaption),
                new Figure(
                    new LineChart
                    {
                        Title = text["accuracy-chart"],
                        X = new Axis(text["batch-size"]) { IsLogarithmic = true },
                        Y = pictures.Accuracy,
                        Series =
                            [.. Variants.Select(
                                variant => new LineSeries(
                                    NameOf(variant),
                                    [.. BatchSizes.Select(size => CellGroup.Point(size, At(variant, size).Metric("test_accuracy")))]))],
                    },
                    pictures.SpreadCaption),
            ],
            Tables =
            [
                new ReportTable(
                    text["accuracy-table"],
                    [text["variance"], .. BatchSizes.Select(size => size.ToString(CultureInfo.InvariantCulture))],
                    [.. Variants.Select(
                        variant => (IReadOnlyList<string>)[NameOf(variant),
                            .. BatchSizes.Select(size => Numbers.Percent(At(variant, size).Metric("test_accuracy")))])]),
            ],
        };
    }

    private static CellResult Run(CellContext context, bool normaliseUnbiased, bool storeUnbiased, int batchSize)
    {
        Sequential Model() => Networks.Perceptron(
            context.ModelOptions with { Activation = ActivationKind.Relu }, 2, 64,
                (_, width) => new VarianceChoice(width, normaliseUnbiased, storeUnbiased));
        TrainingOutcome outcome = context.Train(
            Model(),
            options => options with { BatchSize = batchSize, LearningRate = 0.05, Recalibrate = false, RecalibrateEachEpoch = false });
        return outcome.ToResult().With("stored_over_true", StoredOverTrue(context, Model(), batchSize));
    }

    /// <summary>
    /// The average of the variances that batches would store, over the variance of all images; the first layer, its channels averaged.
    /// </summary>
    private static double StoredOverTrue(CellContext context, Sequential model, int batchSize)
    {
        VarianceChoice layer = First(model);
        double Average(int size, out long batches)
        {
            using var training = new ManualTraining(context, model, learningRate: 0, size);
            double sum = 0;
            batches = Math.Min(training.StepsPerEpoch, 2000);
            for (int step = 0; step < batches; step++)
            {
                training.Load(step);
                training.Loss();
                sum += layer.LastStored;
            }

            return sum / batches;
        }

        double stored = Average(batchSize, out _);
        double truth = Average(Math.Min(context.Data.Train.Count, 2000), out _);
        return stored / truth;
    }

    private static VarianceChoice First(Module model)
        => model.NamedModules().Select(entry => entry.Module).OfType<VarianceChoice>().First();

    /// <summary>Batch normalization of [N, C] written from operations, with either variance for either purpose.</summary>
    private sealed class VarianceChoice : Module
    {
        private readonly bool _normaliseUnbiased;
        private readonly bool _storeUnbiased;
        private readonly Parameter _gamma;
        private readonly Parameter _beta;
        private readonly Tensor _mean;
        private readonly Tensor _variance;

        public VarianceChoice(int channels, bool normaliseUnbiased, bool storeUnbiased)
        {
            (_normaliseUnbiased, _storeUnbiased) = (normaliseUnbiased, storeUnbiased);
            _gamma = AddParameter("weight", [channels], Initializer.Ones);
            _beta = AddParameter("bias", [channels], Initializer.Zeros);
            _mean = AddBuffer("running_mean", Tensor.Zeros([channels]));
            _variance = AddBuffer("running_var", Tensor.Ones([channels]));
        }

        /// <summary>The variance that the last batch gave for storing, averaged over the channels.</summary>
        public double LastStored { get; private set; }

        protected override Tensor OnForward(Tensor x)
        {
            Tensor mean = IsTraining ? x.Mean([0], keepDim: true) : _mean.Reshape(1, -1);
            Tensor biased = IsTraining ? (x - mean).Square().Mean([0], keepDim: true) : _variance.Reshape(1, -1);
            Tensor used = biased;
            if (IsTraining)
            {
                float correction = x.Shape[0] / (float)(x.Shape[0] - 1);
                used = _normaliseUnbiased ? biased * correction : biased;
                float[] stored = biased.Detach().ToArray();
                for (int c = 0; c < stored.Length; c++)
                {
                    stored[c] *= _storeUnbiased ? correction : 1;
                }

                LastStored = stored.Average();
                Update(_mean, mean.Detach().ToArray());
                Update(_variance, stored);
            }

            return ((x - mean) / (used + 1e-5f).Sqrt() * _gamma.On(x).Reshape(1, -1)) + _beta.On(x).Reshape(1, -1);
        }

        private static void Update(Tensor running, float[] batch)
        {
            Span<float> values = running.AsSpan();
            for (int c = 0; c < values.Length; c++)
            {
                values[c] = (0.9f * values[c]) + (0.1f * batch[c]);
            }
        }
    }
}
