using System.Diagnostics;

namespace NormSharp.Distributed.Tests;

/// <summary>Starts the command line by a launcher of MPI that is installed.</summary>
internal sealed record Launcher(string Path, string[] Options)
{
    private const string OpenMpi = "openmpi";

    /// <summary>Those that are looked for.</summary>
    public static TheoryData<string> Names => [OpenMpi, "mpich"];

    /// <summary>The command line.</summary>
    public static string Program { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "NormSharp.Cli.dll");

    /// <summary>Finds one; the test skips, saying so, where it is not installed.</summary>
    public static Launcher Find(string name)
    {
        string path = $"/usr/bin/mpirun.{name}";
        Assert.SkipUnless(
            File.Exists(path), $"{path} is not installed (apt-get install {(name == OpenMpi ? "openmpi-bin" : name)}): nothing was tested");
        return new Launcher(path, name == OpenMpi ? ["--oversubscribe", "--bind-to", "none"] : ["-disable-auto-cleanup"]);
    }

    /// <summary>Begins a run of so many ranks.</summary>
    public Process Start(int ranks, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path, [.. Options, "-n", $"{ranks}", Environment.ProcessPath is { } host && IsDotnet(host)
            ? host : "dotnet", Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1";
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start)!;
    }

    /// <summary>Runs to the end.</summary>
    public (int Code, string Text) Run(int ranks, params string[] arguments)
    {
        using Process process = Start(ranks, arguments);
        return Finish(process);
    }

    /// <summary>Waits for the end; what was written to either stream is the text.</summary>
    public static (int Code, string Text) Finish(Process process)
    {
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(Patience.Hang), "hangs");
        return (process.ExitCode, output.Result + error.Result);
    }

    private static bool IsDotnet(string path) => System.IO.Path.GetFileNameWithoutExtension(path) == "dotnet";
}
