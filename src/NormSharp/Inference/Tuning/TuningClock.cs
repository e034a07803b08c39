using System.Diagnostics;

namespace NormSharp.Inference;

/// <summary>The machine's clock.</summary>
internal sealed class TuningClock : ITuningClock
{
    public double Time(string problem, StepSetting setting, Action step)
    {
        long start = Stopwatch.GetTimestamp();
        step();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }
}
