using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Texts;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S2: for shallow models, is standardising the input enough?</summary>
internal sealed class StandardizationStudy : Study
{
    private const string PerPixel = "standardised per pixel";

    private static readonly (string Name, int Depth)[] Models = [("logistic regression", 0), ("perceptron", 2)];
    private static readonly string[] Inputs = ["raw 0..255", "raw 0..1", "standardised", PerPixel, "batch norm"];

    public override string Name => "standardization";

    public override Module LargestNetwork(ModelOptions options)
        => Networks.Perceptron(options, Models.Max(model => model.Depth), 256, (_, width) => new BatchNorm(width));

    public override int Revision => 2;

    public override int SmallestImage => 1;

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        from model in Models
        from input in Inputs
        select new StudyCell(
            [new Coordinate("model", model.Name), new Coordinate("input", input)],
            context => Run(context, model.Depth, input));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        TextFile text = Text(language);
        var judge = new Judge(language, results.Plan.Scale);
        var pictures = new Pictures(language);
        (string Name, CellGroup Group)[] groups =
            [.. Models.SelectMany(
                model => Inputs.Select(input => (language.Term(model.Name, input), results.At(("model", model.Name), ("input", input)))))];
        Sample Accuracy(string model, string input) => results.At(("model", model), ("input", input)).Metric("test_accuracy_recalibrated");
        string Line(string model)
            => language.List(Inputs.Select(input => $"{language.Term(input)} {Unit.Percent.Value(Accuracy(model, input).Mean)}"));
        return new Conclusion
        {
            Summary = text.Say(
                "summary",
                ("regression", Line(Models[0].Name)),
                ("perceptron", Line(Models[1].Name))),
            Judgements =
            [
                .. Models.Select(model => judge.Equals(
                    text.Say("judged-per-pixel", ("model", language.Term(model.Name))),
                    Accuracy(model.Name, PerPixel), Accuracy(model.Name, "batch norm"), 0.01, Unit.Accuracy)),
                judge.Exceeds(
                    text["judged-bytes"],
                    Accuracy(Models[0].Name, PerPixel), Accuracy(Models[0].Name, "raw 0..255"), 0, Unit.Accuracy),
            ],
            Figures =
            [
                pictures.Bars(text["accuracy-chart"], text["row"], groups),
            ],
            Tables = [pictures.AccuracyTable(text["row"], groups)],
        };
    }

    private static CellResult Run(CellContext all, int depth, string input)
    {
        CellContext context = all.HoldOut();
        return BestRate.Of(context, [0.003, 0.03, 0.3, 1], rate => context.Train(
            Model(context, depth, input),
            options => options with { LearningRate = rate, NormalizeInput = input == "standardised", RecalibrateEachEpoch = false }));
    }

    private static Sequential Model(CellContext context, int depth, string input)
    {
        Sequential network = Networks.Perceptron(
            context.ModelOptions with { Activation = ActivationKind.Relu }, depth, 256, (_, _) => null);
        int pixels = context.Data.Train.Shape.Length;
        Module? first = input switch
        {
            "raw 0..255" => new Scale(255),
            PerPixel => Standardization.PerPixel(context.Data.Train),
            "batch norm" => new BatchNorm(pixels, new BatchNormOptions { Affine = false }),
            _ => null,
        };
        return first is null ? network : new Sequential(("flatten", new Flatten()), ("input", first), ("network", network));
    }
}
