using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Statistics;
using NormSharp.Studies.Verdicts;

namespace NormSharp.Studies.Experiments;

/// <summary>S2: for shallow models, is standardising the input enough?</summary>
internal sealed class StandardizationStudy : Study
{
    private const string PerPixel = "standardised per pixel";

    private static readonly (string Name, int Depth)[] Models = [("logistic regression", 0), ("perceptron", 2)];
    private static readonly string[] Inputs = ["raw 0..255", "raw 0..1", "standardised", PerPixel, "batch norm"];

    public override string Name => "standardization";

    public override int Revision => 2;

    public override int SmallestImage => 1;

    public override StudyText Text { get; } = new(
        new Phrase("Standardising the input", "输入标准化"),
        new Phrase("For shallow models, is standardising the input as good as batch normalization?", "对浅层模型，输入标准化是否与批量归一化一样好？"),
        new Phrase(
            "For shallow models standardising the input is enough: every feature with mean 0 and deviation 1 makes training easy; deep models need it in between too.",
            "对浅层模型，输入标准化就够了：各特征均值为 0、标准差为 1 便容易训练；深层模型还需要在中间层归一化。"),
        "S2",
        new Phrase(
            "Logistic regression and a perceptron of two hidden layers (256, ReLU), SGD, batches of 256, each at learning rates 0.003, 0.03, 0.3 and 1, of which, seed by seed, the best on the last tenth of the training images counts, which no model is trained on. Input: bytes; bytes/255; centred and scaled with one mean and one deviation, those of all pixels of the training images; centred and scaled with each pixel's own mean and deviation (a pixel that never changes is only centred); or bytes/255 through a batch normalization per pixel, which has no γ and β. The claim speaks of every feature and is judged by the standardising per pixel.",
            "逻辑回归与两个隐藏层（256，ReLU）的感知机，SGD，批量 256，学习率取 0.003、0.03、0.3、1，每个种子取在最后十分之一训练图像（任何模型都不用它们训练）上最好者。输入分别为：原始字节；字节/255；用训练图像全部像素的一个均值与一个标准差做标准化；用每个像素自己的均值与标准差做标准化（从不变化的像素只减去均值）；或字节/255 再经逐像素、不带 γ 与 β 的批量归一化。原文说的是各特征，因此以逐像素标准化来判定。"));

    public override IEnumerable<StudyCell> Grid(StudyPlan plan) =>
        from model in Models
        from input in Inputs
        select new StudyCell(
            [new Coordinate("model", model.Name), new Coordinate("input", input)],
            context => Run(context, model.Depth, input));

    public override Conclusion Conclude(StudyResults results, Language language)
    {
        var judge = new Judge(language);
        var pictures = new Pictures(language);
        (string Name, CellGroup Group)[] groups = [.. Models.SelectMany(model => Inputs.Select(input => (language.Term(model.Name, input), results.At(("model", model.Name), ("input", input)))))];
        Sample Accuracy(string model, string input) => results.At(("model", model), ("input", input)).Metric("test_accuracy_recalibrated");
        string Line(string model) => string.Join(language.Say(", ", "，"), Inputs.Select(input => $"{language.Term(input)} {Unit.Percent.Value(Accuracy(model, input).Mean)}"));
        return new Conclusion
        {
            Summary = language.Say($"Logistic regression: {Line(Models[0].Name)}. Perceptron: {Line(Models[1].Name)}.", $"逻辑回归：{Line(Models[0].Name)}。感知机：{Line(Models[1].Name)}。"),
            Judgements =
            [
                .. Models.Select(model => judge.Equals(
                    language.Say($"With {model.Name}, standardising each pixel of the input is as good as batch normalization of it, within one point.", $"对{language.Term(model.Name)}，输入逐像素标准化与对输入做批量归一化相差不到一个百分点。"),
                    Accuracy(model.Name, PerPixel), Accuracy(model.Name, "batch norm"), 0.01, Unit.Percent)),
                judge.Exceeds(
                    language.Say("Standardising each pixel of the input helps logistic regression on bytes.", "对以字节为输入的逻辑回归，逐像素标准化有用。"),
                    Accuracy(Models[0].Name, PerPixel), Accuracy(Models[0].Name, "raw 0..255"), 0, Unit.Percent),
            ],
            Figures =
            [
                pictures.Bars(language.Say("Test accuracy by model and input", "各模型与输入的测试准确率"), language.Say("model, input", "模型，输入"), groups),
            ],
            Tables = [pictures.AccuracyTable(language.Say("model, input", "模型，输入"), groups)],
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
        Sequential network = Networks.Perceptron(context.ModelOptions with { Activation = ActivationKind.Relu }, depth, 256, (_, _) => null);
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
