using System.Text;

namespace NormSharp.Kernels.Tests.Guarded;

/// <summary>What a child does, in a file that outlives it: one line, written before each call. All calls are counted.</summary>
/// <param name="path">The file.</param>
internal sealed class GuardedJournal(string path) : IDisposable
{
    private const int LineLength = 512;

    private readonly FileStream _file = new(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly byte[] _line = new byte[LineLength];

    /// <summary>Every kernel called so far.</summary>
    public SortedDictionary<string, int> Kernels { get; } = new(StringComparer.Ordinal);

    /// <summary>Every algorithm called so far.</summary>
    public SortedDictionary<string, int> Algorithms { get; } = new(StringComparer.Ordinal);

    /// <summary>Notes a call that is about to be made.</summary>
    public void Write(string kernel, string way)
    {
        Kernels[kernel] = Kernels.GetValueOrDefault(kernel) + 1;
        _line.AsSpan().Fill((byte)' ');
        Encoding.UTF8.TryGetBytes($"{kernel}: {way}", _line, out _);
        _file.Position = 0;
        _file.Write(_line);
    }

    public void Dispose() => _file.Dispose();
}
