using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;

namespace NormSharp.Cli.Ranks;

/// <summary>Says at once that another rank has failed, and ends a process that computes on without hearing of it.</summary>
internal sealed class FailureOfOthers(Terminal terminal) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private Timer? _end;
    private int _said;

    /// <summary>Whether it was said.</summary>
    public bool IsSaid => Volatile.Read(ref _said) > 0;

    /// <summary>Says it once: the thread that watches calls, and the one that computes may too.</summary>
    public void Say(string line)
    {
        if (Interlocked.Exchange(ref _said, 1) == 0)
        {
            terminal.Error.WriteLine($"{Application.Name}: {line}");
            _end = new Timer(_ => Environment.Exit(ExitCode.Failed), null, Patience, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _end?.Dispose();
}
