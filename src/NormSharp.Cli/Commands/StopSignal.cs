using System.Runtime.InteropServices;
using NormSharp.Distributed;

namespace NormSharp.Cli.Commands;

/// <summary>
/// Ctrl-C and SIGTERM, and what Open MPI passes on: the first asks to stop at the next step, the second ends the process at once, as
/// without this class.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Action<bool> _onSignal;
    private int _signals;

    /// <summary>Begins to listen.</summary>
    /// <param name="onSignal">Called at each signal, on a thread of its own; true for the first.</param>
    public StopSignal(Action<bool> onSignal)
    {
        _onSignal = onSignal;
        PosixSignal[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM];
        _registrations = [.. (MpiReducer.WishToStop is { } wish ? signals.Append(wish) : signals)
            .Select(signal => PosixSignalRegistration.Create(signal, Handle))];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        bool isFirst = Interlocked.Increment(ref _signals) == 1;
        context.Cancel = isFirst;
        if (isFirst)
        {
            _source.Cancel();
        }

        try
        {
            _onSignal(isFirst);
        }
        catch (IOException)
        {
            // What cannot be told is not told; on this thread it would end the process.
        }
    }
}
