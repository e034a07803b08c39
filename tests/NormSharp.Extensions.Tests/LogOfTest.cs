using Microsoft.Extensions.Logging;
using NormSharp.Training;

namespace NormSharp.Extensions.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogOfTest : ILogger<Predictor>
{
    public List<(LogLevel Level, string Line)> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => Lines.Add((logLevel, formatter(state, exception)));
}
