using System.CommandLine;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.OptionSets;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Cli.Screens;
using NormSharp.Interop;
using NormSharp.Interop.Comparison;
using NormSharp.Interop.Onnx.Suites;
using NormSharp.Interop.Tensors;

namespace NormSharp.Cli.Commands;

/// <summary><c>run</c>: a model on given tensors, or tests of the ONNX standard.</summary>
internal sealed class RunCommand : CliCommand
{
    private readonly Argument<string?> _model = new("MODEL")
    {
        Description = "A model file of any kind, or a run folder. Left out with --suite.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string[]> _input = Files("--input", "A tensor for an input (.npy or ONNX's .pb). Without NAME, for the next.");

    private readonly Option<string[]> _expect = Files("--expect", "What an output should be. Without NAME, for the next.");

    private readonly Option<string[]> _output = Files("--output", "Write an output as .npy. Without NAME, the next.");

    private readonly Option<string?> _suite = new("--suite")
    {
        Description = "Run tests in the layout of ONNX's own: a folder, or a zip archive.",
        HelpName = "FOLDER|ZIP",
    };

    private readonly Option<double?> _relative = NumberOption.NotNegative(
        "--rtol", "Largest difference of real numbers, relative to the expected one. Default: 0.001.");

    private readonly Option<double?> _absolute = NumberOption.NotNegative(
        "--atol", "What is allowed on top, whatever is expected. Default: 1e-7.");

    private readonly ModelSourceOptionSet _source = new();

    public RunCommand()
        : base("run", "run a model on given tensors, or a suite of ONNX tests, and compare what comes out")
    {
        Add(_model);
        AddGroup("Tensors", _input, _expect, _output);
        AddGroup("Suites", _suite);
        AddGroup("Comparison", _relative, _absolute);
        AddGroup("Files of others", _source.All);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("run model.onnx --input x.npy --expect y.npy", "Shapes, and the largest absolute and relative difference."),
        new("run model.onnx --input image=x.npy --output logits=y.npy", "Inputs and outputs by their names."),
        new("run --suite opset18.zip", "A line a test, then how many passed by operator."),
    ];

    public override IReadOnlyList<string> Notes { get; } =
    [
        "Options for tensors may be given again and again. An input of an ONNX model that says a shape, such as the target of a Reshape, "
            + "becomes a part of the network for this run.",
        "A test of a suite is a folder with model.onnx and test_data_set_0/input_0.pb, output_0.pb and so on. Shapes and types have to be "
            + "equal, and so do whole numbers. The exit code is 0 where nothing differs and no test failed; what is not supported is named "
            + "and does not count as failed.",
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        string? model = parsed.GetValue(_model);
        string? suite = parsed.GetValue(_suite);
        bool hasModel = model is not null || _source.HasWeights(parsed);
        if (hasModel == suite is not null)
        {
            throw new UsageException(!hasModel
                ? "MODEL is missing, or --suite with a folder or archive of tests"
                : model is null
                    ? "--weights was given, and --suite was given too; give one of them"
                    : Messages.Of($"MODEL is {model}, and --suite was given too; give one of them"));
        }

        Tolerance standard = Tolerance.Standard;
        var tolerance = new Tolerance(
            parsed.GetValue(_relative) ?? standard.Relative, parsed.GetValue(_absolute) ?? standard.Absolute);
        return suite is null
            ? RunModel(parsed, terminal, _source.Read(parsed, model), tolerance)
            : RunSuite(parsed, terminal, suite, tolerance);
    }

    private static Option<string[]> Files(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "[NAME=]FILE",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private int RunModel(ParseResult parsed, Terminal terminal, ModelSource source, Tolerance tolerance)
    {
        string[] written = parsed.GetValue(_output) ?? [];
        foreach (string file in written)
        {
            NewFile.CheckWritable(NamedFile.Parse(file).Path, "--output");
        }

        IReadOnlyList<NamedTensor> outputs = ModelRun.Run(source, parsed.GetValue(_input) ?? [], terminal.Error);
        string[] names = [.. outputs.Select(output => output.Name)];
        var comparisons = new Dictionary<string, TensorComparison>(StringComparer.Ordinal);
        foreach ((string name, string file) in NamedFiles.Match("--expect", parsed.GetValue(_expect) ?? [], names))
        {
            comparisons.Add(name, Compare(TensorFiles.Read(file), outputs.First(output => output.Name == name), tolerance));
        }

        foreach ((string name, string file) in NamedFiles.Match("--output", written, names))
        {
            TensorFiles.WriteNpy(file, outputs.First(output => output.Name == name));
        }

        var report = new RunReport(source.Path, outputs, comparisons);
        if (parsed.GetValue(GlobalOptions.Json))
        {
            JsonLine.Write(terminal.Output, report.ToJson());
        }
        else
        {
            report.Show(terminal.Screen());
        }

        return report.IsAsExpected ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>Real numbers of other precision are compared as float32.</summary>
    private static TensorComparison Compare(NamedTensor expected, NamedTensor found, Tolerance tolerance)
    {
        bool areReal = ElementTypes.IsFloatingPoint(expected.ElementType) && ElementTypes.IsFloatingPoint(found.ElementType);
        return expected.ElementType != found.ElementType && areReal
            ? TensorComparison.Of(Single(expected), Single(found), tolerance)
            : TensorComparison.Of(expected, found, tolerance);
    }

    private static NamedTensor Single(NamedTensor tensor) => NamedTensor.Of(tensor.Name, [.. tensor.Shape], tensor.ReadSingle());

    private int RunSuite(ParseResult parsed, Terminal terminal, string suite, Tolerance tolerance)
    {
        foreach (Option option in (Option[])[_input, _expect, _output, .. _source.All])
        {
            if (parsed.IsGiven(option))
            {
                throw new UsageException($"{option.Name} was given with --suite, whose tests bring their own models and tensors");
            }
        }

        bool json = parsed.GetValue(GlobalOptions.Json);
        Screen screen = terminal.Screen(json);
        var results = new List<OnnxTestResult>();
        foreach (OnnxTestResult result in OnnxSuite.Run(suite, tolerance))
        {
            screen.Text(result.ToString());
            results.Add(result);
        }

        var report = new SuiteReport(suite, results);
        if (json)
        {
            JsonLine.Write(terminal.Output, report.ToJson());
        }
        else
        {
            report.Show(screen);
        }

        return report.Failed == 0 ? ExitCode.Ok : ExitCode.Failed;
    }
}
