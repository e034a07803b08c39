using System.Diagnostics;
using NormSharp.Cli.Failures;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Serialization;

namespace NormSharp.Fuzz;

/// <summary>What one input showed.</summary>
/// <param name="Kind">What went wrong, the same for inputs that show the same mistake; null where nothing did.</param>
/// <param name="Detail">More of it.</param>
/// <param name="IsAccepted">Whether the reader took the input.</param>
internal sealed record Verdict(string? Kind, string Detail, bool IsAccepted)
{
    /// <summary>
    /// What one call may allocate in all, much of which is garbage at once. What it may hold at a time is bounded by the limit of the heap.
    /// </summary>
    private const long MostBytes = 2L << 30;

    /// <summary>Runs a reader on a file.</summary>
    /// <param name="target">The reader.</param>
    /// <param name="path">The file.</param>
    /// <param name="longestCall">Seconds of processor time that a call may take; 0 for any.</param>
    public static Verdict Of(FuzzTarget target, string path, double longestCall)
    {
        long length = new FileInfo(path).Length;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long start = Stopwatch.GetTimestamp();
        bool isAccepted = false;
        try
        {
            target.Read(path);
            isAccepted = true;
        }
        catch (Exception error) when (IsDocumented(error))
        {
            if (!Printable.IsPlain(error.Message))
            {
                return new Verdict("raw text in a message", Printable.Line(error.Message), false);
            }
        }
        catch (Exception error)
        {
            return new Verdict($"{error.GetType().Name} at {Place(error)}", error.ToString(), false);
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        double seconds = longestCall > 0 && Stopwatch.GetElapsedTime(start).TotalSeconds > longestCall ? Processor(target, path) : 0;
        return allocated > MostBytes ? new Verdict("memory", $"{allocated} bytes for {length}", isAccepted)
            : longestCall > 0 && seconds > longestCall ? new Verdict("time", $"{seconds:0.0} seconds", isAccepted)
            : new Verdict(null, string.Empty, isAccepted);
    }

    /// <summary>Seconds of processor time that a call takes: others may have had the processors during the first one.</summary>
    private static double Processor(FuzzTarget target, string path)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        try
        {
            target.Read(path);
        }
        catch (Exception error) when (IsDocumented(error))
        {
            // It was seen before.
        }

        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static bool IsDocumented(Exception error)
        => error is NormSharpException or DataException or FileWriteException or LayerException or UsageException;

    /// <summary>The first method of ours, from where it was thrown up.</summary>
    private static string Place(Exception error) => new StackTrace(error).GetFrames()
        .Select(frame => frame.GetMethod())
        .Where(method => method?.DeclaringType?.FullName?.StartsWith("NormSharp.", StringComparison.Ordinal) == true)
        .Select(method => $"{method!.DeclaringType!.Name}.{method.Name}")
        .FirstOrDefault() ?? "nowhere";
}
