using System.Runtime.InteropServices;
using NormSharp.Synchronization;

namespace NormSharp.Distributed;

/// <summary>The ranks that a launcher has started, over an MPI library.</summary>
internal sealed unsafe class MpiCommunicator : Communicator, IDisposable
{
    private readonly MpiLibrary _library;
    private readonly MpiOptions _options;
    private readonly nint _messages;
    private readonly ShardFold _fold;
    private readonly string[] _hosts;
    private PosixSignalRegistration? _userSignal;
    private RankWatch? _watch;
    private double[] _gathered = [];
    private bool _left;

    private MpiCommunicator(MpiLibrary library, MpiLaunch launch, MpiOptions options)
    {
        (_library, _options) = (library, options);
        (Rank, RankCount) = library.Place();
        if (launch.Ranks is int ranks && ranks != RankCount)
        {
            throw new MpiException(
                $"{library.Path} finds {RankCount} {(RankCount == 1 ? "rank" : "ranks")}, but the launcher has started {ranks} "
                    + $"({launch.Evidence}): it is the library of another launcher; {MpiLibraries.Variable} names the file to load");
        }

        Host = library.ProcessorName();
        LibraryVersion = library.Version();
        _messages = library.Duplicate();
        _fold = new ShardFold(RankCount, [.. Enumerable.Range(0, RankCount).Select(rank => rank..(rank + 1))]);
        _hosts = [Host];
        _hosts = AllGather(Host);
        RanksOfMachine = launch.RanksOfMachine ?? _hosts.Count(host => host == Host);
    }

    /// <inheritdoc/>
    public override int Rank { get; }

    /// <inheritdoc/>
    public override int RankCount { get; }

    /// <inheritdoc/>
    public override int RanksOfMachine { get; }

    /// <inheritdoc/>
    public override string Host { get; }

    /// <inheritdoc/>
    public override long Step
    {
        get => base.Step;
        set
        {
            base.Step = value;
            ThrowIfFailed();
        }
    }

    /// <summary>What the library says that it is.</summary>
    public string LibraryVersion { get; }

    /// <summary>Time that this rank has waited for others.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>Messages so far.</summary>
    public long Messages { get; private set; }

    /// <summary>Joins the ranks, and begins to watch them.</summary>
    public static MpiCommunicator Join(MpiLibrary library, MpiLaunch launch, MpiOptions options)
    {
        library.Initialize();

        // By it MPICH's launcher says that a rank has died; without a handler it would kill those that are left.
        PosixSignalRegistration? userSignal = launch.Family == MpiFamily.Mpich && MpiLaunch.UserSignal is { } signal
            ? PosixSignalRegistration.Create(signal, context => context.Cancel = true)
            : null;
        var ranks = new MpiCommunicator(library, launch, options) { _userSignal = userSignal };
        if (ranks.RankCount > 1)
        {
            ranks._watch = RankWatch.Begin(ranks, ranks._hosts, options, ranks.Kept);
        }

        return ranks;
    }

    /// <inheritdoc/>
    public override void AllGather(ReadOnlySpan<double> own, ReadOnlySpan<int> lengths, Span<double> all)
    {
        int* sizes = stackalloc int[RankCount];
        int* places = stackalloc int[RankCount];
        long place = 0;
        for (int rank = 0; rank < RankCount; rank++)
        {
            sizes[rank] = checked(lengths[rank] * sizeof(double));
            places[rank] = checked((int)place);
            place += sizes[rank];
        }

        Messages++;
        fixed (double* sent = own)
        {
            fixed (double* received = all)
            {
                nint request = _library.Gather(_messages, sent, own.Length * sizeof(double), received, sizes, places);
                Wait(ref request, "a message");
            }
        }
    }

    /// <inheritdoc/>
    public override void AllReduce(Span<double> message, Action<Span<double>, ReadOnlySpan<double>> merge)
    {
        int length = message.Length * RankCount;
        if (_gathered.Length < length)
        {
            _gathered = new double[length];
        }

        Span<int> lengths = stackalloc int[RankCount];
        lengths.Fill(message.Length);
        Span<double> all = _gathered.AsSpan(0, length);
        AllGather(message, lengths, all);
        _fold.Run(all, merge);
        all[..message.Length].CopyTo(message);
    }

    /// <inheritdoc/>
    public override IBucketSums CreateSums(IReadOnlyList<int> lengths, int shards) => new MpiBucketSums(_library, this, lengths, shards);

    /// <inheritdoc/>
    public override float[]? Collect(long step, TimeSpan patience)
        => _watch is null ? base.Collect(step, patience) : _watch.Collect(step, patience);

    /// <summary>Waits for a message.</summary>
    /// <param name="request">What was begun.</param>
    /// <param name="what">What it is, for messages.</param>
    public void Wait(ref nint request, string what)
    {
        Backoff backoff = BeginWait(what);
        while (!_library.Test(ref request))
        {
            backoff.Next();
        }

        EndWait(backoff);
    }

    /// <summary>Begins a wait that ends by an exception where a rank fails, or none comes in time.</summary>
    public Backoff BeginWait(string what)
    {
        _watch?.Enter(Step, Messages, what);
        return new Backoff(this, what, _options.MessageTimeout);
    }

    /// <summary>Ends a wait.</summary>
    public void EndWait(in Backoff backoff)
    {
        Waited += backoff.Elapsed;
        _watch?.Enter(Step, Messages, null);
    }

    /// <summary>A message of the buckets was begun.</summary>
    public void Count() => Messages++;

    /// <summary>Throws where the watch has seen a rank fail.</summary>
    public void ThrowIfFailed()
    {
        if (_watch?.Failure is { } failure)
        {
            throw _watch.Describe(failure);
        }
    }

    /// <summary>What is thrown where the others are alive but do not come.</summary>
    public Exception TooLate(string what)
    {
        var failure = new RankFailure(
            _watch?.Slowest() ?? Rank, $"is alive but did not come within {_options.MessageTimeout.TotalSeconds:0} s");
        return _watch?.Describe(failure) ?? new RankFailedException(Rank, $"waits for {what} in vain");
    }

    /// <summary>Says what happened, waits a moment for others to say it too, and ends all ranks.</summary>
    public void Abort(string? problem, int exitCode)
    {
        // One that another rank's failure has already ended has nothing to tell.
        if (problem is not null && _watch?.Failure is null)
        {
            _watch?.Tell($"failed at step {Step}: {problem}");
        }

        Thread.Sleep(TimeSpan.FromSeconds(problem is null ? 1 : 0.7));
        _library.Abort(exitCode);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_left)
        {
            return;
        }

        _left = true;
        _watch?.Dispose();
        _library.Complete();
        _userSignal?.Dispose();
    }
}
