using System.IO.Compression;

namespace NormSharp.Fuzz.Mutation;

/// <summary>
/// Damages a zip archive: mostly one of its files, its name or how often it is there, with checksums and lengths that are right again; else
/// its bytes. What is no archive is damaged as bytes.
/// </summary>
/// <param name="inner">How a file of the archive is damaged.</param>
internal sealed class ZipMutator(Func<byte[], Random, byte[]> inner)
{
    public byte[] Mutate(byte[] input, Random random)
    {
        if (!input.AsSpan().StartsWith("PK"u8) || random.Next(4) == 0)
        {
            return ByteMutator.Mutate(input, random);
        }

        try
        {
            return Write(Edit(Read(input), random), random.Next(4) == 0 ? CompressionLevel.Fastest : CompressionLevel.NoCompression);
        }
        catch (Exception error) when (
            error is InvalidDataException or NotSupportedException or ArgumentException or IOException or OverflowException)
        {
            return ByteMutator.Mutate(input, random);
        }
    }

    private static List<(string Name, byte[] Content)> Read(byte[] input)
    {
        using var archive = new ZipArchive(new MemoryStream(input));
        var files = new List<(string, byte[])>();
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using Stream stream = entry.Open();
            byte[] content = new byte[Math.Min(entry.Length, input.Length)];
            stream.ReadExactly(content);
            files.Add((entry.FullName, content));
        }

        return files;
    }

    private List<(string Name, byte[] Content)> Edit(List<(string Name, byte[] Content)> files, Random random)
    {
        if (files.Count == 0)
        {
            return files;
        }

        int place = random.Next(files.Count);
        (string name, byte[] content) = files[place];
        switch (random.Next(10))
        {
            case 0:
                files.RemoveAt(place);
                break;
            case 1:
                files.Add(files[place]);
                break;
            case 2:
                byte[] changed = ByteMutator.Mutate(System.Text.Encoding.UTF8.GetBytes(name), random);
                files[place] = (System.Text.Encoding.UTF8.GetString(changed), content);
                break;
            case 3:
                files[place] = (files[random.Next(files.Count)].Name, content);
                break;
            default:
                files[place] = (name, inner(content, random));
                break;
        }

        return files;
    }

    private static byte[] Write(List<(string Name, byte[] Content)> files, CompressionLevel level)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in files)
            {
                using Stream entry = archive.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }
}
