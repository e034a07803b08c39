namespace NormSharp.Data;

/// <summary>A picture that is not decoded yet.</summary>
/// <param name="Name">Its path, or what else it is called in messages.</param>
/// <param name="Class">The name of its class.</param>
/// <param name="Bytes">Gives its bytes.</param>
internal sealed record SourcePicture(string Name, string Class, Func<byte[]> Bytes)
{
    /// <summary>More bytes than this are no photo.</summary>
    private const long MostBytes = 1L << 28;

    /// <summary>A file on the disk.</summary>
    public static SourcePicture OnDisk(string path, string name) => new(path, name, () =>
    {
        long length = new FileInfo(path) is { Exists: true } file ? file.Length : 0;
        return length <= MostBytes
            ? DataFile.ReadAllBytes(path)
            : throw new DataFormatException(path, $"has {length} bytes; pictures of more than {MostBytes} are not supported.");
    });
}
