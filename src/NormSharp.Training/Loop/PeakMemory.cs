using System.Diagnostics;

namespace NormSharp.Training;

/// <summary>The most memory that this process has had.</summary>
internal static class PeakMemory
{
    /// <summary>The peak of the resident memory in units of 2²⁰ bytes.</summary>
    public static double Megabytes()
    {
        using Process process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 / (double)(1 << 20);
    }
}
