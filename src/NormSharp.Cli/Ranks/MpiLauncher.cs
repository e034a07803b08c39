using System.Diagnostics;
using System.Globalization;

namespace NormSharp.Cli.Ranks;

/// <summary>The <c>mpirun</c> of this machine, with what it must be told.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="IsOpenMpi">Whether it is Open MPI's; MPICH's where not.</param>
internal sealed record MpiLauncher(string Path, bool IsOpenMpi)
{
    // Open MPI's first: it lets ranks say why they end, where MPICH's ends them at once.
    private static readonly string[] Names = ["mpirun.openmpi", "mpirun", "mpiexec", "mpirun.mpich"];

    /// <summary>Finds it.</summary>
    /// <exception cref="NormSharpException">None is installed.</exception>
    public static MpiLauncher Find()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(System.IO.Path.PathSeparator);
        string? path = Names
            .SelectMany(name => folders.Select(folder => System.IO.Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
        return path is null
            ? throw new NormSharpException(
                "no mpirun is installed; install Open MPI (Debian, Ubuntu: apt-get install openmpi-bin) or MPICH (mpich)")
            : new MpiLauncher(path, IsOfOpenMpi(Version(path)));
    }

    /// <summary>How it is started.</summary>
    /// <param name="ranks">How many processes.</param>
    /// <param name="command">What each of them runs.</param>
    public ProcessStartInfo Start(int ranks, IReadOnlyList<string> command)
    {
        string[] own = Environment.ProcessPath is { } host
            && System.IO.Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase)
            ? [host, System.IO.Path.Combine(AppContext.BaseDirectory, "NormSharp.Cli.dll")]
            : [Environment.ProcessPath!];
        var start = new ProcessStartInfo(Path);
        string[] options = IsOpenMpi ? ["--oversubscribe", "--bind-to", "none"] : ["-disable-auto-cleanup"];
        foreach (string word in (string[])[.. options, "-n", ranks.ToString(CultureInfo.InvariantCulture), .. own, .. command])
        {
            start.ArgumentList.Add(word);
        }

        if (IsOpenMpi)
        {
            // In a container everybody is root.
            start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1";
            start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        }

        return start;
    }

    /// <summary>Passes a wish to stop on.</summary>
    public static void Terminate(Process process)
    {
        using Process? kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill?.WaitForExit();
    }

    /// <summary>Its launcher says the name of its runtime where it is called by a name of its own.</summary>
    private static bool IsOfOpenMpi(string version) => version.Contains("Open MPI", StringComparison.Ordinal)
        || version.Contains("OpenRTE", StringComparison.Ordinal)
        || version.Contains("PRRTE", StringComparison.Ordinal);

    private static string Version(string path)
    {
        using Process process = Process.Start(
            new ProcessStartInfo(path, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
