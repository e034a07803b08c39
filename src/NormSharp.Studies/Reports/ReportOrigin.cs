using System.Globalization;
using NormSharp.Training;

namespace NormSharp.Studies.Reports;

/// <summary>Where the numbers of a report come from.</summary>
/// <param name="Data">The images, as people call them.</param>
/// <param name="Command">The command that gives the same numbers.</param>
/// <param name="Machine">Processor, operating system and versions in one line.</param>
/// <param name="Date">When the report was written.</param>
internal sealed record ReportOrigin(string Data, string Command, string Machine, DateOnly Date)
{
    /// <summary>Numbers that this machine gives today.</summary>
    public static ReportOrigin Here(string data, string command)
    {
        HostInfo host = HostInfo.Current;
        string machine = string.Create(
            CultureInfo.InvariantCulture,
            $"{host.Processor}, {host.Cores} cores, {host.OperatingSystem}, {host.Runtime}, NormSharp {host.NormSharp}");
        return new ReportOrigin(data, command, machine, DateOnly.FromDateTime(DateTime.UtcNow));
    }
}
