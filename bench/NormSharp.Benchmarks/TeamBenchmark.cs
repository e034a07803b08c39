using BenchmarkDotNet.Attributes;
using NormSharp.Kernels.Parallel;

namespace NormSharp.Benchmarks;

/// <summary>A benchmark of kernels on one and on two threads.</summary>
public abstract class TeamBenchmark
{
    /// <summary>Threads of the team.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>The threads that work.</summary>
    private protected ThreadTeam Team { get; private set; } = null!;

    /// <summary>Starts the team and makes the operands.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Team = new ThreadTeam(Threads);
        Prepare();
    }

    /// <summary>Ends the team.</summary>
    [GlobalCleanup]
    public void Cleanup() => Team.Dispose();

    /// <summary>Makes the operands.</summary>
    protected abstract void Prepare();
}
