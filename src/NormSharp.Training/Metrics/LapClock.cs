using System.Diagnostics;

namespace NormSharp.Training;

/// <summary>Parts time into laps without gaps, so that the laps' sum is the whole time.</summary>
internal sealed class LapClock
{
    private long _start = Stopwatch.GetTimestamp();

    /// <summary>Seconds since the last call, or since the clock was made.</summary>
    public double Lap()
    {
        long now = Stopwatch.GetTimestamp();
        double seconds = Stopwatch.GetElapsedTime(_start, now).TotalSeconds;
        _start = now;
        return seconds;
    }
}
