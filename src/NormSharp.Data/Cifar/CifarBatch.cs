namespace NormSharp.Data;

/// <summary>One file of CIFAR's binary layout: records of label bytes and 3×32×32 bytes, channel-first, without a header.</summary>
internal sealed class CifarBatch
{
    /// <summary>Photographs hardly shrink; a gzipped file that grows more than this (and past 64 MiB) is a bomb, not a batch.</summary>
    private const int LargestGrowth = 16;

    private readonly byte[] _records;
    private readonly CifarLayout _layout;

    private CifarBatch(byte[] records, CifarLayout layout) => (_records, _layout) = (records, layout);

    public int Count => _records.Length / _layout.RecordLength;

    public int LabelOf(int index) => _records[(index * _layout.RecordLength) + _layout.LabelAt];

    public ReadOnlySpan<byte> Image(int index)
        => _records.AsSpan((index * _layout.RecordLength) + _layout.LabelBytes, CifarLayout.PixelLength);

    /// <summary>Checks what costs nothing: that the file is there and, unless gzipped, that it holds whole records.</summary>
    public static void CheckCheaply(string path, CifarLayout layout)
    {
        using DataFile file = DataFile.Open(path);
        if (!file.IsCompressed)
        {
            CheckLength(path, file.StoredLength, layout);
        }
    }

    /// <summary>Reads a file whole and checks its labels.</summary>
    public static CifarBatch Read(string path, int classes, CifarLayout layout)
    {
        using DataFile file = DataFile.Open(path);
        long most = file.IsCompressed ? Math.Max(64L << 20, file.StoredLength * LargestGrowth) : file.StoredLength;
        byte[] records = file.ReadAll((int)Math.Min(most, Array.MaxLength));
        CheckLength(path, records.Length, layout);
        CifarBatch batch = new(records, layout);
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.LabelOf(i) >= classes)
            {
                throw new DataFormatException(path, $"record {i} has label {batch.LabelOf(i)}, expected 0 to {classes - 1}.");
            }
        }

        return batch;
    }

    private static void CheckLength(string path, long length, CifarLayout layout)
    {
        if (length == 0)
        {
            throw new DataFormatException(path, "holds no image.");
        }

        if (length % layout.RecordLength != 0)
        {
            throw new DataFormatException(path, $"holds {length} bytes, no whole number of records of "
                + $"{layout.RecordLength} ({(layout.LabelBytes == 1 ? "a label" : $"{layout.LabelBytes} labels")} and 3×32×32 pixels): it "
                + $"was cut off or is no {layout.Name} batch.");
        }
    }
}
