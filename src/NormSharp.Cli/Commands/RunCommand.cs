using System.CommandLine;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;
using NormSharp.Cli.Screens;
using NormSharp.Interop.Comparison;
using NormSharp.Interop.Onnx.Suites;

namespace NormSharp.Cli.Commands;

/// <summary><c>run</c>: tests of the ONNX standard.</summary>
internal sealed class RunCommand : CliCommand
{
    private readonly Option<string?> _suite = new("--suite")
    {
        Description = "Run tests in the layout of ONNX's own: a folder, or a zip archive.",
        HelpName = "FOLDER|ZIP",
    };

    private readonly Option<double?> _relative = NumberOption.NotNegative(
        "--rtol", "Largest difference of real numbers, relative to the expected one. Default: 0.001.");

    private readonly Option<double?> _absolute = NumberOption.NotNegative(
        "--atol", "What is allowed on top, whatever is expected. Default: 1e-7.");

    public RunCommand()
        : base("run", "run models of others on given tensors, and compare what comes out")
    {
        AddGroup("Suites", _suite);
        AddGroup("Comparison", _relative, _absolute);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("run --suite opset18.zip", "A line a test, then how many passed by operator."),
        new("run --suite onnx/backend/test/data/node --json", "For scripts: one object with all results."),
    ];

    public override IReadOnlyList<string> Notes { get; } =
    [
        "A test is a folder with model.onnx and test_data_set_0/input_0.pb, output_0.pb and so on. Shapes and types have to be equal, and so "
            + "do whole numbers. The exit code is 0 where no test failed; what is not supported is named and does not count as failed.",
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        bool json = parsed.GetValue(GlobalOptions.Json);
        Screen screen = terminal.Screen(json);
        string suite = parsed.GetValue(_suite) ?? throw new UsageException("--suite is missing, which names a folder or archive of tests");
        Tolerance standard = Tolerance.Standard;
        var tolerance = new Tolerance(
            parsed.GetValue(_relative) ?? standard.Relative, parsed.GetValue(_absolute) ?? standard.Absolute);
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
