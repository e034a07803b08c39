namespace NormSharp.Serialization;

/// <summary>
/// A file that is written from its start. Where a limit of the system on the size of files is met, that is an I/O failure here.
/// </summary>
internal sealed class FileWriteStream(FileStream file) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => file.Length;

    public override long Position
    {
        get => file.Position;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            file.Write(buffer);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw TooLarge(exception);
        }
    }

    public override void Flush() => Flush(toDisk: false);

    /// <summary>Hands what is buffered to the system, or waits until it is on the disk.</summary>
    public void Flush(bool toDisk)
    {
        try
        {
            file.Flush(toDisk);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw TooLarge(exception);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>.NET calls EFBIG an argument out of range.</summary>
    internal static IOException TooLarge(ArgumentOutOfRangeException exception)
        => new("the file would be larger than the system lets files be", exception);
}
