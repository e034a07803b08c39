using System.Runtime.InteropServices;
using NormSharp.Cli.Ranks;
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
    private readonly UrgentStop? _urgent;
    private int _signals;

    /// <summary>Begins to listen.</summary>
    /// <param name="onSignal">Called at each signal, on a thread of its own; true for the first.</param>
    /// <param name="urgent">Saves what there is where the process may be killed before the next step; null for no need.</param>
    public StopSignal(Action<bool> onSignal, UrgentStop? urgent = null)
    {
        (_onSignal, _urgent) = (onSignal, urgent);
        PosixSignal?[] signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, MpiReducer.WishToStop];
        _registrations = [.. signals.OfType<PosixSignal>().Select(signal => PosixSignalRegistration.Create(signal, Handle))];
        if (urgent is not null && MpiReducer.SignOfEnd is { } sign)
        {
            _registrations = [.. _registrations, PosixSignalRegistration.Create(sign, _ => urgent.Prepare())];
        }
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
            if (context.Signal is PosixSignal.SIGINT or PosixSignal.SIGTERM)
            {
                _urgent?.Stop();
            }
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
