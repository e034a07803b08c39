namespace NormSharp.Profiling;

/// <summary>What a computation has to do, however it is done.</summary>
/// <param name="Operations">
/// Floating-point operations of its matrix products and convolutions, two a multiply-add; 0 where memory is what counts.
/// </param>
/// <param name="Bytes">Bytes that its passes read and write, each operand once a pass; 0 where arithmetic is what counts.</param>
public readonly record struct Work(double Operations, double Bytes)
{
    /// <summary>Both one after the other.</summary>
    public static Work operator +(Work a, Work b) => new(a.Operations + b.Operations, a.Bytes + b.Bytes);

    /// <summary>Several times the same.</summary>
    public static Work operator *(double times, Work work) => new(times * work.Operations, times * work.Bytes);

    /// <summary>The time that the machine's limits leave, over the time that was taken.</summary>
    /// <param name="limits">What the machine can do at most.</param>
    /// <param name="milliseconds">The time that was taken.</param>
    /// <returns>
    /// The share of whichever limit is nearer, from 0 on. More than 1 happens where operands stay in the caches, which are faster than the
    /// memory that the copy was measured on, and where an algorithm saves multiplications.
    /// </returns>
    public double ShareOf(MachineLimits limits, double milliseconds)
    {
        ArgumentNullException.ThrowIfNull(limits);
        double arithmetic = Operations / (limits.Gflops * 1e9);
        double memory = Bytes / (limits.GigabytesPerSecond * 1e9);
        return Math.Max(arithmetic, memory) / (milliseconds / 1000);
    }
}
