namespace NormSharp.Interop.Files;

/// <summary>One file of a zip archive, as the archive's directory tells of it.</summary>
internal sealed record ZipEntry
{
    public const int Stored = 0;
    public const int Deflated = 8;
    public const int DescriptorFlag = 8;

    /// <summary>Its path within the archive, with slashes.</summary>
    public required string Name { get; init; }

    /// <summary>How it is compressed: <see cref="Stored"/>, <see cref="Deflated"/>, or what is not supported.</summary>
    public required int Method { get; init; }

    public required int Flags { get; init; }

    public required uint Crc { get; init; }

    public required long CompressedLength { get; init; }

    public required long Length { get; init; }

    /// <summary>Where its local header lies in the file.</summary>
    public required long HeaderOffset { get; init; }

    /// <summary>Where its record of the directory lies in the file.</summary>
    public required long DirectoryOffset { get; init; }
}
