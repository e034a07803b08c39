using System.CommandLine;
using System.Text.Json.Nodes;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.OptionSets;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Data;
using NormSharp.Interop;
using NormSharp.Layers;
using NormSharp.Training;
using NormSharp.Transforms;

namespace NormSharp.Cli.Commands;

/// <summary><c>absorb</c>: takes biases before batch normalization out of a saved model.</summary>
internal sealed class AbsorbCommand : CliCommand
{
    private const double Tolerance = 1e-4;
    private const int RandomInputs = 64;

    private readonly Argument<string?> _model = ModelArgument.Create("It is only read.");
    private readonly Option<string?> _out = new("--out", "-o")
    {
        Description = "The file of the smaller model; one that exists is not overwritten.",
        HelpName = "FILE",
    };

    private readonly ModelSourceOptionSet _source = new();
    private readonly ImageInputOptionSet _input = new();

    public AbsorbCommand()
        : base("absorb", "take biases that batch normalization cancels out of a model")
    {
        Add(_model);
        AddGroup("Result", _out);
        AddGroup("Files of others", _source.All);
        AddGroup("Images of their models", _input.All);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("absorb runs/lenet-bn-garments-1 -o lean.safetensors", "The same outputs without the biases before batch normalization."),
    ];

    public override IReadOnlyList<string> Notes { get; } =
    [
        "Batch normalization subtracts the mean, and with it a constant bias: the bias is taken off the running mean, and left out of "
            + "the layer. The outputs before and after "
        + "are compared on random images. A file of others is written as it came in, with zeros for those biases.",
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        bool json = parsed.GetValue(GlobalOptions.Json);
        Screen screen = terminal.Screen(json);
        string output = parsed.GetValue(_out)
            ?? throw new UsageException("--out is missing: name the file of the smaller model; the model itself is never overwritten");
        LoadedModel model = LoadedModel.Load(
            _source.Read(parsed, parsed.GetValue(_model), _input.Read(parsed)), terminal.Error);
        model.CheckOutput(output);
        bool rewrites = ForeignFile.IsRewritten(model, output);
        Module before = model.Module;
        Module after = BiasAbsorption.Absorb(before, out IReadOnlyList<RedundantBias> absorbed);
        if (absorbed.Count == 0)
        {
            throw new CommandException(
                $"{model.Location.Path}: no convolution or linear layer directly before a batch normalization has a bias, so "
                    + $"there is nothing to absorb");
        }

        ImageShape shape = model.ShapeFor();
        double difference = ModelComparison.OnRandomInput(
            before, after, [RandomInputs, shape.Channels, shape.Height, shape.Width], seed: 1).LargestDifference;
        if (!(difference <= Tolerance))
        {
            throw new CommandException(
                $"{model.Location.Path}: without its biases the model gives other outputs (relative difference {difference:0.0e+0}, at "
                    + $"most {Tolerance:0.0e+0} is rounding); nothing was written");
        }

        if (rewrites)
        {
            ForeignFile.Rewrite(model, output, InPlace(before, after, absorbed));
        }
        else
        {
            model.Write(output, after, model.InputFor());
        }

        if (json)
        {
            JsonLine.Write(terminal.Output, ToJson(model.Location.Path, output, absorbed, difference));
            return ExitCode.Ok;
        }

        PlainTable table = new PlainTable().Words("layer").Words("absorbed by").Numbers("numbers");
        foreach (RedundantBias bias in absorbed)
        {
            table.Add(
                PlainTable.Cell(bias.Layer.Path),
                PlainTable.Cell(bias.Normalization.Path),
                PlainTable.Cell(Format.Count(bias.Values.Length)));
        }

        table.Show(screen);
        new Facts()
            .Add("parameters", $"{Format.Count(before.ParameterCount())} before, {Format.Count(after.ParameterCount())} after")
            .Add("difference", $"{difference:0.0e+0} of the largest output, on {RandomInputs} random images")
            .Add("saved", rewrites
                ? Messages.Of($"{output}: biases are zeros, running means changed, all else as it came in")
                : output)
            .Show(screen);
        return ExitCode.Ok;
    }

    /// <summary>The same in a file whose layers keep their biases: zeros there, and the running means that hold them now.</summary>
    private static IEnumerable<NamedTensor> InPlace(Module before, Module after, IReadOnlyList<RedundantBias> absorbed)
    {
        HashSet<string> biases = [.. absorbed.Select(bias => $"{bias.Layer.Path}.bias")];
        HashSet<string> means = [.. absorbed.Select(bias => $"{bias.Normalization.Path}.running_mean")];
        return StateFiles.TensorsOf(before).Where(tensor => biases.Contains(tensor.Name))
            .Select(tensor => NamedTensor.Of(tensor.Name, [.. tensor.Shape], (ReadOnlySpan<float>)new float[tensor.Count]))
            .Concat(StateFiles.TensorsOf(after).Where(tensor => means.Contains(tensor.Name)));
    }

    private static JsonObject ToJson(string model, string output, IReadOnlyList<RedundantBias> absorbed, double difference) => new()
    {
        ["model"] = model,
        ["out"] = output,
        ["absorbed"] = new JsonArray([.. absorbed.Select(bias => new JsonObject
        {
            ["layer"] = bias.Layer.Path,
            ["normalization"] = bias.Normalization.Path,
            ["numbers"] = bias.Values.Length,
        })]),
        ["largest_relative_difference"] = difference,
    };
}
