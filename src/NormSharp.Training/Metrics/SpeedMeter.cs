using System.Diagnostics;

namespace NormSharp.Training;

/// <summary>Times the steps of a training: in all, in the present epoch, and smoothed over the last seconds.</summary>
internal sealed class SpeedMeter
{
    // The weight of a step in the smoothed speed falls to 1/e after this long.
    private const double SmoothingSeconds = 2;

    private long _start;
    private double _images;
    private double _seconds;

    /// <summary>Smoothed images a second; 0 before the first step.</summary>
    public double ImagesPerSecond => _seconds > 0 ? _images / _seconds : 0;

    /// <summary>Begins a step.</summary>
    public void Start() => _start = Stopwatch.GetTimestamp();

    /// <summary>Ends a step and gives its length in seconds.</summary>
    public double Stop(int images)
    {
        double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        double keep = Math.Exp(-seconds / SmoothingSeconds);
        _images = (_images * keep) + images;
        _seconds = (_seconds * keep) + seconds;
        return seconds;
    }
}
