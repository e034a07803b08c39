using System.Diagnostics;
using System.Globalization;

namespace NormSharp.Distributed.Tests;

/// <summary>The processes that a launcher has started, by their rank.</summary>
internal static class RankProcesses
{
    /// <summary>Waits until all ranks run and a condition holds.</summary>
    public static int[] WaitFor(Process launcher, int ranks, Func<bool> condition)
    {
        for (DateTime start = DateTime.UtcNow; DateTime.UtcNow - start < Patience.Hang; Thread.Sleep(50))
        {
            Assert.False(launcher.HasExited, "ended by itself");
            if (Of(launcher.Id) is { } found && found.Count == ranks && condition())
            {
                return [.. found.OrderBy(entry => entry.Key).Select(entry => entry.Value)];
            }
        }

        throw new TimeoutException("the ranks do not come");
    }

    /// <summary>Waits until a process is gone, or only its parent has not taken note of it.</summary>
    public static void WaitForEnd(int process)
    {
        for (DateTime start = DateTime.UtcNow; DateTime.UtcNow - start < Patience.Hang; Thread.Sleep(50))
        {
            if (Stat(process) is null or ['Z', ..])
            {
                return;
            }
        }

        throw new TimeoutException($"process {process} stays");
    }

    private static Dictionary<int, int> Of(int launcher)
    {
        Dictionary<int, int> ranks = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int process)
                && Rank(folder) is int rank && Descends(process, launcher))
            {
                ranks[rank] = process;
            }
        }

        return ranks;
    }

    private static int? Rank(string folder)
    {
        try
        {
            // Not the shell that a rank of MPICH's may have before it.
            string[] command = File.ReadAllText(Path.Combine(folder, "cmdline")).Split('\0');
            if (Path.GetFileName(command[0]) != "dotnet" || !command.Contains(Launcher.Program))
            {
                return null;
            }

            string? variable = File.ReadAllText(Path.Combine(folder, "environ")).Split('\0')
                .FirstOrDefault(entry => entry.StartsWith("OMPI_COMM_WORLD_RANK=", StringComparison.Ordinal)
                    || entry.StartsWith("PMI_RANK=", StringComparison.Ordinal));
            return variable is null ? null : int.Parse(variable.Split('=')[1], CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool Descends(int process, int ancestor)
    {
        while (process > 1 && process != ancestor)
        {
            process = Parent(process);
        }

        return process == ancestor;
    }

    private static int Parent(int process)
        => Stat(process) is { } stat ? int.Parse(stat.Split(' ')[1], CultureInfo.InvariantCulture) : 0;

    /// <summary>What the system tells of a process after its name: state, parent and more; null where there is none.</summary>
    private static string? Stat(int process)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
