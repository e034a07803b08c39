using System.Diagnostics;
using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Tests.Processes;

/// <summary>The real program in a process of its own.</summary>
internal sealed class CliProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private CliProcess(Process process) =>
        (_process, _output, _error) = (process, process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());

    /// <summary>The built program.</summary>
    public static string Assembly { get; } = typeof(Application).Assembly.Location;

    /// <summary>How long processors have worked for it so far; null once it has ended.</summary>
    public TimeSpan? ProcessorTime
    {
        get
        {
            try
            {
                return _process.HasExited ? null : _process.TotalProcessorTime;
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }
    }

    /// <summary>Starts <c>dotnet NormSharp.Cli.dll</c> with arguments.</summary>
    /// <remarks>
    /// A script that runs tests in the background makes them ignore SIGINT, and children inherit that; on Linux env undoes it.
    /// </remarks>
    public static CliProcess Start(string workingFolder, params string[] arguments) => OperatingSystem.IsLinux()
        ? Start(workingFolder, "env", ["--default-signal=INT", "dotnet", Assembly, .. arguments])
        : Start(workingFolder, "dotnet", [Assembly, .. arguments]);

    /// <summary>Starts the program by a shell, which sees it as <c>"$@"</c>.</summary>
    public static CliProcess StartByShell(string workingFolder, string script, params string[] arguments) =>
        Start(workingFolder, "bash", ["-c", script, "bash", "dotnet", Assembly, .. arguments]);

    /// <summary>Runs to the end.</summary>
    public static TestRun Run(string workingFolder, params string[] arguments)
    {
        using CliProcess process = Start(workingFolder, arguments);
        return process.Wait();
    }

    /// <summary>Sends a signal by its name, such as <c>INT</c>.</summary>
    public void Signal(string name) => Process.Start("kill", [$"-{name}", $"{_process.Id}"]).WaitForExit();

    /// <summary>Waits until something is so.</summary>
    public void WaitUntil(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.False(_process.HasExited, "the program ended early");
            Assert.True(watch.Elapsed < Patience.Hang, "the program did not come so far");
            Thread.Sleep(10);
        }
    }

    /// <summary>Waits for the end.</summary>
    public TestRun Wait()
    {
        Assert.True(_process.WaitForExit(Patience.Hang), "the program does not end");
        return new TestRun(_process.ExitCode, _output.Result.ReplaceLineEndings("\n"), _error.Result.ReplaceLineEndings("\n"));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static CliProcess Start(string workingFolder, string program, string[] arguments)
        => new(Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
}
