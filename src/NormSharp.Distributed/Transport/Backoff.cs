using System.Diagnostics;

namespace NormSharp.Distributed;

/// <summary>Waits between two looks at a message: busily at first, then giving the core to others, then asleep.</summary>
/// <param name="ranks">Whose failures end the wait.</param>
/// <param name="what">What is waited for.</param>
/// <param name="timeout">How long at most.</param>
internal struct Backoff(MpiCommunicator ranks, string what, TimeSpan timeout)
{
    private const int Busy = 64;
    private const int Yielding = 2000;

    private readonly long _start = Stopwatch.GetTimestamp();
    private int _looks;

    /// <summary>How long the wait has taken.</summary>
    public readonly TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Waits a little.</summary>
    /// <exception cref="Exception">A rank has failed, or the time is over.</exception>
    public void Next()
    {
        if (++_looks < Busy)
        {
            Thread.SpinWait(20);
            return;
        }

        ranks.ThrowIfFailed();
        if (_looks < Yielding)
        {
            Thread.Sleep(0);
            return;
        }

        if (Elapsed > timeout)
        {
            throw ranks.TooLate(what);
        }

        Thread.Sleep(_looks < 2 * Yielding ? 0 : 1);
    }
}
