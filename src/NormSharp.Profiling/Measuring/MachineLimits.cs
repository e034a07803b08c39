using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Profiling;

/// <summary>What this machine can do at most with a number of threads, measured by loops that do nothing else.</summary>
/// <param name="Threads">The threads.</param>
/// <param name="Gflops">10⁹ floating-point operations a second, two a fused multiply-add.</param>
/// <param name="GigabytesPerSecond">10⁹ bytes a second that a copy reads and writes together, in memory far larger than the caches.</param>
/// <param name="Copy">The time of one copy of <see cref="CopyBytes"/> bytes, by the faster of ordinary and streaming stores.</param>
public sealed record MachineLimits(int Threads, double Gflops, double GigabytesPerSecond, Timing Copy)
{
    private const int CopyLength = 16 << 20;

    // About a hundredth of a second.
    private const int Rounds = 2_000_000;

    /// <summary>Bytes of the memory that is copied; as many are written.</summary>
    public const long CopyBytes = (long)CopyLength * sizeof(float);

    /// <summary>Measures both; the fastest repetition counts, since everything else on the machine only slows.</summary>
    /// <param name="threads">Threads that work, at least 1.</param>
    /// <param name="seconds">Seconds to spend on each of the three loops.</param>
    /// <param name="cancellation">Asks to stop.</param>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public static MachineLimits Measure(int threads, double seconds, CancellationToken cancellation = default)
    {
        using var backend = new CpuBackend(threads);
        var options = new MeasurementOptions { Seconds = seconds, WarmUpSeconds = seconds / 4 };
        double operations = backend.RunArithmetic(1) * Rounds;
        Timing arithmetic = Measurement.Of(() => backend.RunArithmetic(Rounds), options, cancellation);
        var source = new HostStorage<float>(CopyLength);
        var destination = new HostStorage<float>(CopyLength);

        // Memory that was never written is one page of zeros, which would be read from the nearest cache.
        source.Span.Fill(1);
        destination.Span.Fill(2);
        Timing plain = Measurement.Of(() => backend.CopyMemory(source.Span, destination.Span, streaming: false), options, cancellation);
        Timing streaming = Measurement.Of(() => backend.CopyMemory(source.Span, destination.Span, streaming: true), options, cancellation);
        Timing copy = plain.MinimumMilliseconds <= streaming.MinimumMilliseconds ? plain : streaming;
        return new MachineLimits(
            threads, operations / (arithmetic.MinimumMilliseconds * 1e6), 2 * CopyBytes / (copy.MinimumMilliseconds * 1e6), copy);
    }
}
