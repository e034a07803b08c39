using System.Runtime.CompilerServices;

namespace NormSharp.Interop.Keras;

/// <summary>
/// The bytes of an HDF5 file for a library that trusts them. It ends, by an exception that the reader takes for a damaged file, what
/// would recurse, loop or take memory without end.
/// </summary>
internal sealed class GuardedStream(byte[] bytes) : Stream
{
    private const long ReadAllowance = 16L << 20;
    private const long MemoryAllowance = 160L << 20;

    private readonly long _memoryAtStart = GC.GetAllocatedBytesForCurrentThread();
    private long _reads = ReadAllowance + bytes.Length;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => bytes.Length;

    public override long Position
    {
        get => _position;
        set => _position = value >= 0 ? value : throw new IOException("a place before the file's beginning");
    }

    public override int Read(Span<byte> buffer)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        int read = (int)Math.Clamp(bytes.Length - _position, 0, buffer.Length);
        _reads -= 1 + (read / 16);
        if (_reads < 0)
        {
            throw new IOException("it is read again and again");
        }

        if (GC.GetAllocatedBytesForCurrentThread() - _memoryAtStart > MemoryAllowance + (2L * bytes.Length))
        {
            throw new IOException("it wants more memory than it has bytes");
        }

        if (read == 0 && buffer.Length > 0)
        {
            throw new EndOfStreamException("it refers to bytes behind its end");
        }

        bytes.AsSpan((int)_position, read).CopyTo(buffer);
        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        _ = Read(one);
        return one[0];
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => checked(_position + offset),
        _ => checked(Length + offset),
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
