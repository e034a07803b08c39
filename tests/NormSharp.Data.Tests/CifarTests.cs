namespace NormSharp.Data.Tests;

public sealed class CifarTests
{
    private const int RecordLength = 3073;

    [Fact]
    public void Batches_of_any_number_and_length_are_taken_in_the_order_of_their_numbers()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("data_batch_10.bin"), Records(7, 8));
        File.WriteAllBytes(folder.File("data_batch_2.bin.gz"), SampleFiles.Gzip(Records(4, 5, 6)));
        File.WriteAllBytes(folder.File("data_batch_1.bin"), Records(3));
        File.WriteAllBytes(folder.File("test_batch.bin.gz"), SampleFiles.Gzip(Records(0)));
        File.WriteAllText(folder.File("batches.meta.txt"), "ant\nbee\ncat\ndog\nelk\nfox\ngnu\nhen\nibis\njay\n\n");

        DataSplit split = DataSets.Open(folder.Path);
        Assert.Equal([3, 4, 5, 6, 7, 8], Enumerable.Range(0, split.Train.Count).Select(split.Train.LabelOf));
        Assert.Equal(1, split.Test.Count);
        Assert.Equal(new ImageShape(3, 32, 32), split.Train.Shape);
        Assert.Equal("jay", split.Train.ClassNames[9]);
        Assert.Equal(Records(4, 5, 6).AsSpan((2 * RecordLength) + 1, 3072), split.Train.Image(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => split.Train.LabelOf(6));
    }

    [Fact]
    public void A_batch_that_is_there_twice_counts_once()
    {
        using TemporaryFolder folder = Good();
        File.WriteAllBytes(folder.File("data_batch_1.bin.gz"), SampleFiles.Gzip(Records(1, 2)));
        Assert.Equal(2, DataSets.Open(folder.Path).Train.Count);
    }

    [Fact]
    public void The_official_class_names_stand_in_for_a_missing_list()
    {
        using TemporaryFolder folder = Good();
        Assert.Equal("truck", DataSets.Open(folder.Path).Train.ClassNames[9]);
    }

    [Theory]
    [InlineData("test_batch.bin")]
    [InlineData("data_batch_1.bin")]
    public void A_missing_part_is_named(string name)
    {
        using TemporaryFolder folder = Good();
        File.Delete(folder.File(name));
        Assert.StartsWith($"{folder.Path}: {name}(.gz) is missing", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path))
            .Message);
    }

    [Theory]
    [InlineData(false, RecordLength - 1)]
    [InlineData(false, RecordLength + 1)]
    [InlineData(true, RecordLength - 1)]
    [InlineData(true, (2 * RecordLength) + 1)]
    public void A_file_without_whole_records_is_refused(bool gzip, int length)
    {
        using TemporaryFolder folder = Good();
        byte[] bytes = Records(1, 2, 3)[..length];
        File.WriteAllBytes(folder.File("data_batch_1.bin"), gzip ? SampleFiles.Gzip(bytes) : bytes);
        DataFormatException e = Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path).Load());
        Assert.StartsWith($"{folder.File("data_batch_1.bin")}: holds {length} bytes", e.Message);
    }

    [Fact]
    public void Empty_damaged_and_exploding_files_and_wrong_labels_are_refused()
    {
        using TemporaryFolder folder = Good();
        string path = folder.File("data_batch_1.bin");
        File.WriteAllBytes(path, []);
        Assert.Contains("no image", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path)).Message);

        File.WriteAllBytes(path, Records(1, 10));
        Assert.Contains("record 1 has label 10, expected 0 to 9",
            Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path).Load()).Message);

        File.WriteAllBytes(path, SampleFiles.Gzip(new byte[RecordLength * 30_000]));
        Assert.Contains("not a file of images", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path).Load()).Message);
    }

    [Fact]
    public void Every_truncation_of_a_gzip_file_is_found_though_no_header_tells_its_length()
    {
        using TemporaryFolder folder = Good();
        string path = folder.File("data_batch_1.bin");
        byte[] packed = SampleFiles.Gzip(new byte[RecordLength * 3]);
        for (int length = 0; length < packed.Length; length++)
        {
            File.WriteAllBytes(path, packed[..length]);
            Assert.StartsWith($"{path}: ", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path).Load()).Message);
        }

        // A cut in the middle of random records, which unpack one by one.
        packed = SampleFiles.Gzip(Records(1, 2, 3));
        for (int cut = 1; cut < 3200; cut += 7)
        {
            File.WriteAllBytes(path, packed[..^cut]);
            Assert.Contains("cut off", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path).Load()).Message);
        }
    }

    [Fact]
    public void The_real_pictures_have_the_known_look()
    {
        DataSplit split = DataSets.Open(SharedData.Folder("cifar10-small"));
        Assert.Equal((10_000, 1_000), (split.Train.Count, split.Test.Count));
        DataStatistics statistics = DataStatistics.Compute(split.Train);
        // The published means of all 50,000 are 0.4914, 0.4822, 0.4465; of the first 10,000 they differ in the third digit.
        float[] published = [0.4914f, 0.4822f, 0.4465f];
        Assert.All(published.Zip(statistics.Mean), pair => Assert.InRange(pair.Second, pair.First - 0.004f, pair.First + 0.004f));
        Assert.Equal([1005, 974, 1032, 1016, 999, 937, 1030, 1001, 1025, 981], statistics.ClassCounts);
    }

    private static TemporaryFolder Good()
    {
        TemporaryFolder folder = new();
        File.WriteAllBytes(folder.File("data_batch_1.bin"), Records(1, 2));
        File.WriteAllBytes(folder.File("test_batch.bin"), Records(0));
        return folder;
    }

    private static byte[] Records(params byte[] labels)
    {
        byte[] bytes = SampleFiles.RandomBytes(labels.Length * RecordLength, labels[0]);
        for (int i = 0; i < labels.Length; i++)
        {
            bytes[i * RecordLength] = labels[i];
        }

        return bytes;
    }
}
