using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Ranks;

/// <summary>The <c>mpirun</c> of this machine, with what it must be told.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="IsOpenMpi">Whether it is Open MPI's; MPICH's where not.</param>
internal sealed record MpiLauncher(string Path, bool IsOpenMpi)
{
    // Open MPI's first: it lets ranks say why they end, where MPICH's ends them at once.
    private static readonly string[] Names = ["mpirun.openmpi", "mpirun", "mpiexec", "mpirun.mpich"];

    // Gives the launcher a session of its own, so that Ctrl-C reaches it through this process alone.
    private const string Session = "setsid";

    // MPICH's launcher ends all ranks at once when a process that it started has died. So it starts a shell, which outlives a rank that
    // was killed for as long as the others need to say so. Signals go to both. By SIGUSR1 the launcher says that a rank has ended
    // before its time; one that is still there 7 seconds later is stopped itself, and would be waited for without end.
    // It is passed as one line, which a shell takes back from a dry run.
    private const string Shell = """
        late=; timer=; trap late=1 USR1; trap : INT TERM;
        "$@" & rank=$!;
        while wait $rank; code=$?; [ $code -gt 128 ] && kill -0 $rank 2>/dev/null; do
            [ -z "$late" ] || [ -n "$timer" ] || {
                (trap '' USR1 INT TERM; for i in 1 2 3 4 5 6 7; do sleep 1; done; kill -KILL $rank) </dev/null >/dev/null 2>&1 & timer=$!;
            };
        done;
        [ -z "$timer" ] || kill -KILL $timer;
        [ $code -le 130 ] || sleep 3;
        exit $code
        """;

    /// <summary>What must stand in its environment, unless something else does.</summary>
    private (string Name, string Value)[] Needed => IsOpenMpi

        // In a container everybody is root.
        ? [("OMPI_ALLOW_RUN_AS_ROOT", "1"), ("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1")]

        // UCX, on which Debian's MPICH stands, aborts a rank that reads the memory of another which is killed just then.
        : [("UCX_TLS", "^cma")];

    /// <summary>Finds it.</summary>
    /// <param name="chosen">A file, or the name of one on the path; null for the first that is installed.</param>
    /// <exception cref="NormSharpException">None is installed.</exception>
    public static MpiLauncher Find(string? chosen = null)
    {
        string? path = Installed(chosen is null ? Names : [chosen]);
        return path is not null
            ? new MpiLauncher(path, IsOfOpenMpi(Version(path)))
            : throw new CommandException(chosen is null
                ? "no mpirun is installed; install Open MPI (Debian, Ubuntu: apt-get install openmpi-bin) or MPICH (mpich)"
                : $"{chosen}: no such launcher; name the mpirun of an Open MPI or MPICH that is installed");
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
        ProcessStartInfo start = Installed(Session) is { } session
            ? new ProcessStartInfo(session, [Path])
            : new ProcessStartInfo(Path);
        string[] options = IsOpenMpi ? ["--oversubscribe", "--bind-to", "none"] : ["-disable-auto-cleanup"];
        string line = string.Join(' ', Shell.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        string[] shell = IsOpenMpi ? [] : ["sh", "-c", line, "sh"];
        foreach (string word in (string[])
            [.. options, "-n", ranks.ToString(CultureInfo.InvariantCulture), .. shell, .. own, .. command])
        {
            start.ArgumentList.Add(word);
        }

        foreach ((string name, string value) in Needed)
        {
            start.Environment.TryAdd(name, value);
        }

        return start;
    }

    /// <summary>The words of a shell's command that starts it: the environment that it must have, and the process.</summary>
    public IEnumerable<string> Line(ProcessStartInfo start)
        => ["env", .. Needed.Select(entry => $"{entry.Name}={start.Environment[entry.Name]}"), start.FileName, .. start.ArgumentList];

    /// <summary>
    /// Passes a wish to stop on. Open MPI's mpirun passes SIGUSR1 on and waits, where after any other it kills ranks within two seconds,
    /// in the middle of a long step.
    /// </summary>
    /// <param name="process">The launcher's.</param>
    /// <param name="isFirst">Whether to wait for the end of a step; a second wish ends all at once.</param>
    public void Stop(Process process, bool isFirst)
    {
        string signal = IsOpenMpi && isFirst ? "-USR1" : "-TERM";
        using Process? kill = Process.Start("kill", [signal, process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill?.WaitForExit();
    }

    /// <summary>Whether Ctrl-C reaches this process alone, which then passes it on; where not, the launcher hears it too.</summary>
    public static bool HasOwnSession(ProcessStartInfo start) => System.IO.Path.GetFileName(start.FileName) == Session;

    private static string? Installed(params string[] names)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(System.IO.Path.PathSeparator);
        return names
            .SelectMany(name => name.Contains('/', StringComparison.Ordinal)
                ? [System.IO.Path.GetFullPath(name)]
                : folders.Select(folder => System.IO.Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Its launcher says the name of its runtime where it is called by a name of its own.</summary>
    private static bool IsOfOpenMpi(string version) => version.Contains("Open MPI", StringComparison.Ordinal)
        || version.Contains("OpenRTE", StringComparison.Ordinal)
        || version.Contains("PRRTE", StringComparison.Ordinal);

    private static string Version(string path)
    {
        var start = new ProcessStartInfo(path, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return text;
        }
        catch (Win32Exception exception)
        {
            throw new CommandException($"{path}: cannot be run as an mpirun: {exception.Message}", exception);
        }
    }
}
