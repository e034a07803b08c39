using NormSharp.Cli.Failures;
using NormSharp.Cli.Output;

namespace NormSharp.Cli.Ranks;

/// <summary>Says at once that another rank has failed, and ends a process that computes on without hearing of it.</summary>
internal sealed class FailureOfOthers(Terminal terminal) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private Timer? _end;

    /// <summary>Whether it was said.</summary>
    public bool IsSaid => _end is not null;

    /// <summary>Called on the thread that watches.</summary>
    public void Say(string line)
    {
        _end ??= new Timer(_ => Environment.Exit(ExitCode.Failed), null, Patience, Timeout.InfiniteTimeSpan);
        terminal.Error.WriteLine($"{Application.Name}: {line}");
    }

    /// <inheritdoc/>
    public void Dispose() => _end?.Dispose();
}
