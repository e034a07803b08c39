using System.Text;
using NormSharp.Cli.Failures;
using NormSharp.Serialization;

namespace NormSharp.Cli.Requests;

/// <summary>Files that are made without ever replacing one.</summary>
internal static class NewFile
{
    // What Linux, macOS and Windows allow.
    private const int LongestName = 255;

    /// <summary>Throws when there is something under a name, or nothing can be.</summary>
    /// <exception cref="NormSharpException">There is, or the name is too long.</exception>
    public static void CheckFree(string path, string option)
    {
        if (Path.Exists(path))
        {
            throw new CommandException($"{path}: exists already and is not overwritten; give another name with {option}");
        }

        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        int length = OperatingSystem.IsLinux() ? Encoding.UTF8.GetByteCount(name) : name.Length;
        if (length > LongestName)
        {
            throw new CommandException(
                $"{path}: cannot be written: the name has {length} bytes, and {LongestName} is the most; give another with {option}");
        }
    }

    /// <summary>The same, also where there is no folder for the file: work would be lost at its end.</summary>
    /// <exception cref="NormSharpException">So it is.</exception>
    public static void CheckWritable(string path, string option)
    {
        CheckFree(path, option);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder))
        {
            throw File.Exists(folder)
                ? new CommandException($"{path}: cannot write: {folder} is a file")
                : new CommandException($"{path}: cannot write: the folder does not exist");
        }
    }

    /// <summary>The first of <c>name.ext</c>, <c>name-2.ext</c>, <c>name-3.ext</c>, … that is free.</summary>
    public static string FirstFree(string path)
    {
        string stem = path[..^Path.GetExtension(path).Length];
        string candidate = path;
        for (int number = 2; Path.Exists(candidate); number++)
        {
            candidate = $"{stem}-{number}{Path.GetExtension(path)}";
        }

        return candidate;
    }

    /// <summary>Writes a file that appears under its name when it is whole.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="FileWriteException">It cannot be written, or there is one by now.</exception>
    public static void Write(string path, Action<Stream> write) => AtomicFile.WriteNew(path, write);

    /// <summary>The same for what writes to a path.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="write">Writes to the temporary path that it is given, where an empty file stands.</param>
    /// <exception cref="FileWriteException">It cannot be written, or there is one by now.</exception>
    public static void WriteBy(string path, Action<string> write)
    {
        string? temporary = null;
        try
        {
            TemporaryFile.Sweep(path);
            using (FileStream stream = TemporaryFile.Create(path))
            {
                temporary = stream.Name;
            }

            write(temporary);
            File.Move(temporary, path, overwrite: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FileWriteException(path, exception);
        }
        finally
        {
            if (temporary is not null)
            {
                TemporaryFile.TryDelete(temporary);
            }
        }
    }
}
