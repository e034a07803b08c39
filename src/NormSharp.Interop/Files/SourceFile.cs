using Microsoft.Win32.SafeHandles;
using NormSharp.Serialization;

namespace NormSharp.Interop.Files;

/// <summary>
/// A file opened for reading at any place, by any thread. Bytes are copied straight to where they are wanted. It is not mapped into
/// memory: a mapped file that somebody shortens ends the process.
/// </summary>
internal sealed class SourceFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    private SourceFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
        Length = RandomAccess.GetLength(handle);
    }

    public string Path { get; }

    public long Length { get; }

    /// <exception cref="NormSharpException">There is no such file, or it may not be read.</exception>
    public static SourceFile Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return new SourceFile(path, RegularFile.OpenHandle(path));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NormSharpException($"{path}: no such file", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            string reason = Directory.Exists(path) ? "is a folder, expected a file" : ErrorLine.Of(error);
            throw new NormSharpException($"{path}: {reason}", error);
        }
    }

    /// <summary>Fills all of a span from a place in the file.</summary>
    /// <exception cref="Serialization.ModelFormatException">The file ends before.</exception>
    public void Read(Span<byte> destination, long offset)
    {
        int read = ReadSome(destination, offset);
        if (read < destination.Length)
        {
            throw Malformed.In(Path, $"ends at byte {offset + read}, expected {destination.Length - read} bytes more; it is truncated");
        }
    }

    /// <summary>Fills what there is of a span.</summary>
    /// <returns>How many bytes there were: fewer than the span takes at the end of the file only.</returns>
    public int ReadSome(Span<byte> destination, long offset)
    {
        int done = 0;
        try
        {
            while (done < destination.Length)
            {
                int read = RandomAccess.Read(_handle, destination[done..], offset + done);
                if (read == 0)
                {
                    break;
                }

                done += read;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NormSharpException($"{Path}: cannot be read: {ErrorLine.Of(error)}", error);
        }

        return done;
    }

    /// <summary>A part of the file as bytes of its own.</summary>
    public byte[] Read(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
        {
            throw Malformed.In(Path, $"ends at byte {Length}, expected {length} bytes from byte {offset} on; it is truncated or damaged");
        }

        if (length > Array.MaxLength)
        {
            throw Malformed.In(Path, $"holds a part of {length} bytes, and at most {Array.MaxLength} are read at once");
        }

        byte[] bytes = new byte[length];
        Read(bytes, offset);
        return bytes;
    }

    /// <summary>A part of the file as a stream that ends where the part ends.</summary>
    public Stream Slice(long offset, long length) => new SourceSlice(this, offset, Math.Min(length, Length - offset));

    public void Dispose() => _handle.Dispose();
}
