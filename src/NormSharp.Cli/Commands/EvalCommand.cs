using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using NormSharp.Backends;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Data;
using NormSharp.Training;

namespace NormSharp.Cli.Commands;

/// <summary><c>eval</c>: how good a saved model is on the test images of a data set.</summary>
internal sealed class EvalCommand : CliCommand
{
    private readonly Argument<string> _model = new("RUN|FILE") { Description = "A run folder, or a model file." };

    private readonly Option<string?> _data = new("--data")
    {
        Description = $"{string.Join(", ", DataSets.Names)}, or the folder of a data set. Default: what the run was trained on.",
        HelpName = "NAME|PATH",
    };

    private readonly Option<IReadOnlyList<int>?> _classes = ClassesOption.Create();

    private readonly Option<bool> _trainImages = new("--train-images")
    {
        Description = "Take the training images instead of the test images.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<int?> _threads = NumberOption.AtLeast("--threads", 1, "Threads that compute. Default: every core.");

    public EvalCommand()
        : base("eval", "measure a trained model on test images")
    {
        Add(_model);
        AddGroup("Images", _data, _classes, _trainImages);
        AddGroup("Machine", _threads);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("eval runs/lenet-bn-garments-1", "The final model of a run, on the data that it was trained on."),
        new("eval model.safetensors --data fashion-mnist --json", "A file says itself what it takes; the answer for a script."),
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        bool json = parsed.GetValue(GlobalOptions.Json);
        Screen screen = terminal.Screen(json);
        string given = parsed.GetRequiredValue(_model);
        ModelLocation location = ModelLocation.Find(given);
        string data = parsed.GetValue(_data) ?? (location.Run is { } run ? RunOrigin.DataOf(run) : null)
            ?? throw new UsageException($"--data is missing: {given} does not say what it was trained on");
        using var backend = new CpuBackend(parsed.GetValue(_threads) ?? Environment.ProcessorCount);
        Predictor predictor = Predictor.Load(location.Path, backend);
        DataSplit split = ChosenClasses.Of(
            DataSource.Open("--data", data, screen), parsed.GetValue(_classes) ?? DataNames.ClassesFor(data, location.Run));
        ImageSet set = parsed.GetValue(_trainImages) ? split.Train : split.Test;
        EvaluationResult result = screen.Wait("evaluating", _ => predictor.Evaluate(set));
        if (json)
        {
            JsonLine.Write(terminal.Output, ToJson(result));
            return ExitCode.Ok;
        }

        double margin = 2 * Math.Sqrt(result.Accuracy * (1 - result.Accuracy) / result.Images);
        new Facts()
            .Add("model", location.Path)
            .Add("images", $"{Format.Count(result.Images)} of {set.Name}")
            .Add(
                "accuracy",
                string.Create(
                    CultureInfo.InvariantCulture, $"{Format.Percent(result.Accuracy)} (± {100 * margin:0.0}: two standard errors)"))
            .Add("loss", Format.Loss(result.Loss))
            .Show(screen);
        return ExitCode.Ok;
    }

    private static JsonObject ToJson(EvaluationResult result) => new()
    {
        ["test_accuracy"] = result.Accuracy,
        ["test_loss"] = double.IsFinite(result.Loss) ? result.Loss : null,
        ["images"] = result.Images,
    };
}
