namespace NormSharp.Data;

/// <summary>One file of CIFAR-10's binary layout: records of a label byte and 3×32×32 bytes, channel-first, without a header.</summary>
internal sealed class CifarBatch
{
    public const int RecordLength = 1 + PixelLength;
    private const int PixelLength = 3 * 32 * 32;

    /// <summary>Photographs hardly shrink; a gzipped file that grows more than this (and past 64 MiB) is a bomb, not a batch.</summary>
    private const int LargestGrowth = 16;

    private readonly byte[] _records;

    private CifarBatch(byte[] records) => _records = records;

    public int Count => _records.Length / RecordLength;

    public int LabelOf(int index) => _records[index * RecordLength];

    public ReadOnlySpan<byte> Image(int index) => _records.AsSpan((index * RecordLength) + 1, PixelLength);

    /// <summary>Checks what costs nothing: that the file is there and, unless gzipped, that it holds whole records.</summary>
    public static void CheckCheaply(string path)
    {
        using DataFile file = DataFile.Open(path);
        if (!file.IsCompressed)
        {
            CheckLength(path, file.StoredLength);
        }
    }

    /// <summary>Reads a file whole and checks its labels.</summary>
    public static CifarBatch Read(string path, int classes)
    {
        using DataFile file = DataFile.Open(path);
        long most = file.IsCompressed ? Math.Max(64L << 20, file.StoredLength * LargestGrowth) : file.StoredLength;
        byte[] records = file.ReadAll((int)Math.Min(most, Array.MaxLength));
        CheckLength(path, records.Length);
        CifarBatch batch = new(records);
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.LabelOf(i) >= classes)
            {
                throw new DataFormatException(path, $"record {i} has label {batch.LabelOf(i)}, expected 0 to {classes - 1}.");
            }
        }

        return batch;
    }

    private static void CheckLength(string path, long length)
    {
        if (length == 0)
        {
            throw new DataFormatException(path, "holds no image.");
        }

        if (length % RecordLength != 0)
        {
            throw new DataFormatException(path, $"holds {length} bytes, no whole number of records of {RecordLength} "
                + "(a label and 3×32×32 pixels): it was cut off or is no CIFAR-10 batch.");
        }
    }
}
