using System.CommandLine;
using NormSharp.Backends;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.OptionSets;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Cli.Screens;
using NormSharp.Data;
using NormSharp.Training;
using NormSharp.Transforms;

namespace NormSharp.Cli.Commands;

/// <summary><c>fold</c>: takes the normalizations out of a trained model by giving their work to the layers beside them.</summary>
internal sealed class FoldCommand : CliCommand
{
    /// <summary>A larger relative difference of the outputs is an error, and nothing is written.</summary>
    private const double LargestDifference = 1e-4;

    private const int RandomInputs = 64;

    private readonly Argument<string?> _model = ModelArgument.Create("It is left as it is.");

    private readonly Option<string?> _out = new("--out", "-o")
    {
        Description = "The file of the folded model, in the format that its ending says: .safetensors, .onnx, .pth; one that exists is "
            + "not overwritten.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description =
            $"Real input to compare on: {string.Join(", ", DataSets.Names)}, or a folder. Default: what the run was trained on, if "
                + $"that is known.",
        HelpName = "NAME|PATH",
    };

    private readonly Option<int?> _threads = NumberOption.AtLeast("--threads", 1, "Threads that compute. Default: every core.");

    private readonly ModelSourceOptionSet _source = new();
    private readonly ImageInputOptionSet _input = new();

    public FoldCommand()
        : base("fold", "fold batch normalization into the layers beside it, for use")
    {
        Add(_model);
        AddGroup("Result", _out);
        AddGroup("Comparison", _data);
        AddGroup("Files of others", _source.All);
        AddGroup("Images of their models", _input.All);
        AddGroup("Machine", _threads);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fold runs/lenet-bn-garments-1 -o lenet-folded.safetensors", "Compares on the test images that the run's data has."),
        new(
            "fold model.safetensors -o folded.safetensors --data fashion-mnist --json",
            "Compares on all 10,000 test images; the answer for a script."),
    ];

    public override IReadOnlyList<string> Notes { get; } =
    [
        "The folded model gives the same outputs in use, with fewer passes over memory; it is not meant to be trained on.",
        "What cannot be folded exactly stays, and is listed with its reason. Outputs before and after are compared on random and on "
            + "real input; a relative " +
        "difference above 1e-4 is an error and nothing is written.",
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        bool json = parsed.GetValue(GlobalOptions.Json);
        Screen screen = terminal.Screen(json);
        string output = parsed.GetValue(_out)
            ?? throw new UsageException("--out is missing: name the file of the folded model; the model itself is never overwritten");
        LoadedModel model = LoadedModel.Load(_source.Read(parsed, parsed.GetValue(_model), _input.Read(parsed)), terminal.Error);
        ModelLocation location = model.Location;
        NewFile.CheckFree(output, "--out");
        model.CheckOutput(output);
        string? data = parsed.GetValue(_data) ?? (location.Run is { } run ? RunOrigin.DataOf(run) : null);
        ImageSet? images = data is null ? null : DataSource.Open("--data", data, screen, null, _source.MaxMemory(parsed)).Test;
        ImageShape shape = model.ShapeFor(images);
        ModelInput input = model.InputFor(images);
        using var backend = new CpuBackend(parsed.GetValue(_threads) ?? Environment.ProcessorCount);

        FoldResult result = BatchNormFolding.Fold(model.Module, [1, shape.Channels, shape.Height, shape.Width], backend);
        if (result.Folded.Count == 0)
        {
            throw new CommandException($"{location.Path}: there is nothing to fold: {Reasons(result)}");
        }

        ModelComparison random = ModelComparison.OnRandomInput(
            model.Module, result.Model, [RandomInputs, shape.Channels, shape.Height, shape.Width], seed: 1, backend);
        Check(location.Path, Messages.Of("random input"), random);
        ModelComparison? real = null;
        if (images is not null)
        {
            input.CheckFits(images);
            var options = new EvaluationOptions { Normalization = input.Normalization, Backend = backend };
            real = screen.Wait("comparing", _ => ModelComparison.OnImages(model.Module, result.Model, images, options));
            Check(location.Path, images.Name, real);
        }

        model.Write(output, result.Model, input);
        var report = new FoldReport(location.Path, output, result, random, real, images?.Name);
        if (json)
        {
            JsonLine.Write(terminal.Output, report.ToJson());
        }
        else
        {
            report.Show(screen);
        }

        return ExitCode.Ok;
    }

    private static string Reasons(FoldResult result) => result.Unfolded.Count == 0
        ? Messages.Of("the model has no normalization that evaluates with constants")
        : string.Join("; ", result.Unfolded.Select(entry => Messages.Of($"{entry.Name} stays because {entry.Reason}")));

    private static void Check(string path, string what, ModelComparison comparison)
    {
        if (!(comparison.LargestDifference <= LargestDifference))
        {
            throw new CommandException(
                $"{path}: on {what} the folded model's outputs differ from the model's by "
                    + $"{FoldReport.Ratio(comparison.LargestDifference)} of their size, " +
                $"and at most {FoldReport.Ratio(LargestDifference)} is accepted; nothing was written");
        }
    }
}
