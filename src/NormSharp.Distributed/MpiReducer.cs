using System.Runtime.InteropServices;
using NormSharp.Primitives;
using NormSharp.Synchronization;

namespace NormSharp.Distributed;

/// <summary>
/// Joins the ranks of a training that <c>mpirun</c> has started as processes, on one machine or several, over the MPI library that is
/// installed: Open MPI or MPICH, found at run time.
/// </summary>
/// <remarks>
/// <para>Messages go over non-blocking collectives with a deadline. Beside them the ranks watch each other over TCP connections to rank 0,
/// so that one that is killed, stopped or fails is named within seconds by all others, which then throw
/// <see cref="RankFailedException"/>.</para>
/// <para>A process has one. One thread at a time calls. A program that cannot go on calls <see cref="Abort"/>, which ends all ranks; one
/// that is done disposes.</para>
/// </remarks>
public sealed class MpiReducer : IReducer, ICommunicating, IDisposable
{
    private readonly MpiCommunicator _ranks;

    private MpiReducer(MpiCommunicator ranks) => _ranks = ranks;

    /// <summary>Whether a launcher of MPI, such as <c>mpirun</c>, has started this process.</summary>
    public static bool IsLaunched => MpiLaunch.Of(Environment.GetEnvironmentVariable) is not null;

    /// <summary>
    /// What Open MPI's launcher passes on to its ranks without ending them: SIGUSR1, a wish to stop, however long that takes. Null under
    /// other launchers; MPICH's says by it that a rank has died.
    /// </summary>
    internal static PosixSignal? WishToStop
        => MpiLaunch.Of(Environment.GetEnvironmentVariable)?.Family == MpiFamily.OpenMpi ? MpiLaunch.UserSignal : null;

    /// <summary>
    /// What Open MPI's launcher sends its ranks first when it is about to end them: SIGCONT, a second before SIGTERM and two before SIGKILL
    /// (<c>odls_base_sigkill_timeout</c> sets both times). Null under other launchers, which give ranks time.
    /// </summary>
    internal static PosixSignal? SignOfEnd
        => !OperatingSystem.IsWindows() && MpiLaunch.Of(Environment.GetEnvironmentVariable)?.Family == MpiFamily.OpenMpi
            ? PosixSignal.SIGCONT
            : null;

    /// <inheritdoc/>
    public int Rank => _ranks.Rank;

    /// <inheritdoc/>
    public int RankCount => _ranks.RankCount;

    /// <summary>The name of the machine that this rank runs on.</summary>
    public string Host => _ranks.Host;

    /// <summary>What the MPI library says that it is.</summary>
    public string LibraryVersion => _ranks.LibraryVersion;

    Communicator ICommunicating.Communicator => _ranks;

    /// <summary>What the bench asks more of.</summary>
    internal MpiCommunicator Communicator => _ranks;

    /// <summary>Joins the other ranks.</summary>
    /// <param name="options">How long ranks wait for each other.</param>
    /// <exception cref="NormSharpException">
    /// No launcher has started this process; its library is not installed (the message names the package) or is not the launcher's; or
    /// rank 0 cannot be reached over TCP.
    /// </exception>
    public static MpiReducer Join(MpiOptions? options = null)
    {
        MpiLaunch launch = MpiLaunch.Of(Environment.GetEnvironmentVariable)
            ?? throw new MpiException("no launcher of MPI has started this process; start the program by mpirun -n 4 …");
        return new MpiReducer(MpiCommunicator.Join(MpiLibraries.Load(launch), launch, options ?? new MpiOptions()));
    }

    /// <inheritdoc/>
    public void AllReduce(Span<double> message, Action<Span<double>, ReadOnlySpan<double>> merge) => _ranks.AllReduce(message, merge);

    /// <summary>Tells the other ranks that this one failed, gives them a moment to say so, and ends all of them.</summary>
    /// <param name="problem">What happened, in one line; null where this rank only learned of another's failure.</param>
    /// <param name="exitCode">What the launcher is to return.</param>
    public void Abort(string? problem, int exitCode) => _ranks.Abort(problem is null ? null : Printable.Line(problem), exitCode);

    /// <summary>Leaves the ranks; all must come here.</summary>
    public void Dispose() => _ranks.Dispose();
}
