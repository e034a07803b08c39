namespace NormSharp.Profiling;

/// <summary>What a benchmark repeats, and what it keeps meanwhile.</summary>
/// <param name="run">Does it once.</param>
/// <param name="kept">Is let go of at the end.</param>
internal sealed class Computation(Action run, IDisposable? kept = null) : IDisposable
{
    public void Run() => run();

    public void Dispose() => kept?.Dispose();
}
