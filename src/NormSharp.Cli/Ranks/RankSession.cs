using System.Text.Json.Nodes;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Distributed;
using NormSharp.Synchronization;

namespace NormSharp.Cli.Ranks;

/// <summary>This process among those that a launcher of MPI has started; alone where none has.</summary>
internal sealed class RankSession
{
    private readonly MpiReducer? _mpi;
    private readonly Terminal _terminal;

    private RankSession(MpiReducer? mpi, Terminal terminal) => (_mpi, _terminal) = (mpi, terminal);

    /// <summary>What joins the ranks.</summary>
    public IReducer Reducer => (IReducer?)_mpi ?? SoloReducer.Instance;

    /// <summary>What joins the ranks, and can do more.</summary>
    public Communicator Communicator => Communicator.Of(Reducer);

    /// <summary>This rank's number.</summary>
    public int Rank => Reducer.Rank;

    /// <summary>How many ranks there are.</summary>
    public int Count => Reducer.RankCount;

    /// <summary>Where this rank writes: only the first has something to say, but failures.</summary>
    public Terminal Terminal => Rank == 0 ? _terminal : new Terminal { Output = TextWriter.Null, Error = _terminal.Error };

    /// <summary>Whom this rank is among, in words; null where it is alone.</summary>
    public string? Description => _mpi is null
        ? null
        : Messages.Of($"{Count}, over {_mpi.LibraryVersion}");

    /// <summary>Runs a command among the ranks.</summary>
    /// <param name="terminal">Where the process writes.</param>
    /// <param name="timeout">How long a rank may be silent; null for the usual.</param>
    /// <param name="command">The command; gives an exit code.</param>
    public static int Run(Terminal terminal, TimeSpan? timeout, Func<RankSession, int> command)
    {
        if (!MpiReducer.IsLaunched)
        {
            return command(new RankSession(null, terminal));
        }

        using var failure = new FailureOfOthers(terminal);
        var options = new MpiOptions { OnFailure = failure.Say };
        MpiReducer mpi = MpiReducer.Join(timeout is { } given ? options with { RankTimeout = given } : options);
        try
        {
            int code = command(new RankSession(mpi, terminal));
            mpi.Dispose();
            return code;
        }
        catch (OperationCanceledException)
        {
            // All ranks stop after the same step; the first says so.
            mpi.Dispose();
            if (mpi.Rank > 0)
            {
                // Open MPI's mpirun, told to stop, kills all ranks as soon as one has ended: the first has something to say.
                Thread.Sleep(MpiReducer.SignOfEnd is null ? TimeSpan.Zero : TimeSpan.FromSeconds(0.3));
                return ExitCode.Interrupted;
            }

            throw;
        }
        catch (Exception exception)
        {
            FailureReport report = FailureReport.Of(exception);
            if (exception is RankFailedException)
            {
                failure.Say(report.Message);
            }
            else if (!failure.IsSaid)
            {
                terminal.Error.WriteLine(Messages.Of($"{Application.Name}: rank {mpi.Rank} ({mpi.Host}): {report.Message}"));
            }

            mpi.Abort(exception is RankFailedException ? null : report.Message, report.Code);
            return report.Code;
        }
    }

    /// <summary>Lets the first rank do something before the others, such as a download.</summary>
    public T FirstThenOthers<T>(Func<T> work)
    {
        if (Count == 1)
        {
            return work();
        }

        T? first = Rank == 0 ? work() : default;
        Communicator.Broadcast([]);
        return Rank == 0 ? first! : work();
    }

    /// <summary>What the first rank reads, on every rank: others need not see its disk.</summary>
    public JsonObject OfFirst(Func<JsonObject> read)
    {
        byte[] own = Rank == 0 ? System.Text.Encoding.UTF8.GetBytes(read().ToJsonString()) : [];
        return JsonNode.Parse(Communicator.Broadcast(own))!.AsObject();
    }
}
