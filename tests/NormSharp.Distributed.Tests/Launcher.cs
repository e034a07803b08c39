using System.Diagnostics;

namespace NormSharp.Distributed.Tests;

/// <summary>
/// Starts the command line by a launcher of MPI that is installed: by Open MPI's itself, and by <c>normsharp launch</c> where it is
/// MPICH's.
/// </summary>
internal sealed record Launcher(string Path, bool IsOpenMpi)
{
    private const string OpenMpi = "openmpi";

    /// <summary>What is added to its environment.</summary>
    public (string Name, string Value)[] Variables { get; init; } = [];

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
        return new Launcher(path, name == OpenMpi);
    }

    /// <summary>Finds either; the test skips, saying so, where none is installed.</summary>
    public static Launcher FindAny() => Find(File.Exists($"/usr/bin/mpirun.{OpenMpi}") ? OpenMpi : "mpich");

    /// <summary>Begins a run of so many ranks.</summary>
    public Process Start(int ranks, params string[] arguments)
        => IsOpenMpi ? StartItself(ranks, arguments) : Launch(ranks, arguments);

    /// <summary>Begins a run of so many ranks by the launcher itself.</summary>
    public Process StartItself(int ranks, params string[] arguments)
    {
        string[] options = IsOpenMpi ? ["--oversubscribe", "--bind-to", "none"] : [];
        return Start(Path, [.. options, "-n", $"{ranks}", Host, Program, .. arguments]);
    }

    /// <summary>Runs to the end, every rank by way of a shell, which knows its number as <c>$rank</c>.</summary>
    /// <param name="ranks">How many.</param>
    /// <param name="script">What the shell does before it becomes the rank, whose command line is <c>"$@"</c>.</param>
    /// <param name="arguments">What each rank does.</param>
    public (int Code, string Text) RunByShell(int ranks, string script, params string[] arguments)
    {
        string[] options = IsOpenMpi ? ["--oversubscribe", "--bind-to", "none"] : ["-disable-auto-cleanup"];
        string shell = $"rank=${{OMPI_COMM_WORLD_RANK:-$PMI_RANK}}; {script}; exec \"$@\"";
        using Process process = Start(Path, [.. options, "-n", $"{ranks}", "sh", "-c", shell, "sh", Host, Program, .. arguments]);
        return Finish(process);
    }

    /// <summary>Begins a run of so many ranks by <c>normsharp launch</c>.</summary>
    public Process Launch(int ranks, params string[] arguments)
        => Start(Host, [Program, "launch", "--mpirun", Path, "--ranks", $"{ranks}", "--", .. arguments]);

    /// <summary>The line that <c>normsharp launch</c> would run.</summary>
    public string DryRun(int ranks, params string[] arguments)
    {
        using Process process = Start(
            Host, [Program, "launch", "--mpirun", Path, "--ranks", $"{ranks}", "--dry-run", "--", .. arguments]);
        (int code, string text) = Finish(process);
        Assert.True(code == 0, text);
        return text.Trim();
    }

    private static string Host => Environment.ProcessPath is { } host && IsDotnet(host) ? host : "dotnet";

    private Process Start(string path, string[] arguments)
    {
        var start = new ProcessStartInfo(path, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1";
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "0";
        Array.ForEach(Variables, variable => start.Environment[variable.Name] = variable.Value);
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
