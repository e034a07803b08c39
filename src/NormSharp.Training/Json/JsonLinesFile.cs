using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NormSharp.Serialization;

namespace NormSharp.Training;

/// <summary>
/// An append-only file of JSON objects, one a line. Each line reaches the operating system whole, so a killed process leaves at
/// most one unfinished line, which opening the file cuts off.
/// </summary>
internal sealed class JsonLinesFile : IDisposable
{
    private const byte LineFeed = (byte)'\n';

    private static readonly JsonWriterOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly FileStream _stream;
    private readonly MemoryStream _line = new();

    private JsonLinesFile(string path, FileStream stream)
    {
        Path = path;
        _stream = stream;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>How many whole lines the file holds.</summary>
    public long Lines { get; private set; }

    /// <summary>Opens a file to append to it, after cutting it back to whole lines.</summary>
    /// <param name="path">The file; created if there is none.</param>
    /// <param name="keepLines">How many lines to keep at most; those after them are cut off.</param>
    /// <exception cref="FileWriteException">The file cannot be opened for writing.</exception>
    public static JsonLinesFile Open(string path, long keepLines = long.MaxValue)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(keepLines);
        FileStream? stream = null;
        try
        {
            if (new FileInfo(path).LinkTarget is string target)
            {
                throw new IOException($"is a link to {target}, which is not written through");
            }

            RegularFile.ThrowIfOther(path);

            // Unbuffered: every write below is one whole line. Readers may look at the file while it grows.
            stream = new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            (long lines, long length) = WholeLines(stream, keepLines);
            stream.SetLength(length);
            stream.Seek(0, SeekOrigin.End);
            return new JsonLinesFile(path, stream) { Lines = lines };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            stream?.Dispose();
            throw new FileWriteException(path, exception);
        }
    }

    /// <summary>Reads the whole lines of a file; an unfinished last line is left out.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFormatException">A whole line is not a JSON object.</exception>
    public static IEnumerable<JsonObject> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string text;
        using (var reader = new StreamReader(RegularFile.OpenRead(path)))
        {
            text = reader.ReadToEnd();
        }

        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length - 1; i++)
        {
            yield return StrictJson.Object($"{path}, line {i + 1}", lines[i]);
        }
    }

    /// <summary>Appends one object as a line.</summary>
    /// <exception cref="FileWriteException">The line cannot be written, for example because the disk is full.</exception>
    public void Append(JsonObject line)
    {
        ArgumentNullException.ThrowIfNull(line);
        _line.SetLength(0);
        using (var writer = new Utf8JsonWriter(_line, JsonOptions))
        {
            line.WriteTo(writer);
        }

        _line.WriteByte(LineFeed);
        try
        {
            // Another thread may flush.
            lock (_stream)
            {
                _stream.Write(_line.GetBuffer(), 0, (int)_line.Length);
            }
        }
        catch (IOException exception)
        {
            throw new FileWriteException(Path, exception);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new FileWriteException(Path, FileWriteStream.TooLarge(exception));
        }

        Lines++;
    }

    /// <summary>Waits until the lines are on the disk.</summary>
    /// <exception cref="FileWriteException">The disk refuses them.</exception>
    public void Flush()
    {
        try
        {
            lock (_stream)
            {
                _stream.Flush(flushToDisk: true);
            }
        }
        catch (IOException exception)
        {
            throw new FileWriteException(Path, exception);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private static (long Lines, long Length) WholeLines(FileStream stream, long keepLines)
    {
        byte[] buffer = new byte[1 << 16];
        long lines = 0;
        long end = 0;
        long position = 0;
        int read;
        while (lines < keepLines && (read = stream.Read(buffer)) > 0)
        {
            for (int i = 0; i < read && lines < keepLines; i++)
            {
                if (buffer[i] == LineFeed)
                {
                    lines++;
                    end = position + i + 1;
                }
            }

            position += read;
        }

        return (lines, end);
    }
}
