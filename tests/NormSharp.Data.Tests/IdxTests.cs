namespace NormSharp.Data.Tests;

public sealed class IdxTests
{
    private const string TrainImages = "train-images-idx3-ubyte";
    private const string TrainLabels = "train-labels-idx1-ubyte";

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Reads_back_what_was_written(bool gzip, bool dotted)
    {
        using TemporaryFolder folder = new();
        SampleFiles.WriteIdxFolder(folder.Path);
        foreach (string path in Directory.GetFiles(folder.Path))
        {
            byte[] bytes = File.ReadAllBytes(path);
            File.Delete(path);
            File.WriteAllBytes(
                (dotted ? path.Replace("-idx", ".idx") : path) + (gzip ? ".gz" : ""), gzip ? SampleFiles.Gzip(bytes) : bytes);
        }

        DataSplit split = DataSets.Open(folder.Path);
        Assert.Equal((6, 2), (split.Train.Count, split.Test.Count));
        Assert.Equal(new ImageShape(1, 3, 4), split.Train.Shape);
        Assert.Equal([0, 1, 2, 3, 9, 5], Enumerable.Range(0, 6).Select(split.Train.LabelOf));
        Assert.Equal([7, 8], Enumerable.Range(0, 2).Select(split.Test.LabelOf));
        Assert.Equal(10, split.Train.ClassCount);
        byte[] pixels = SampleFiles.RandomBytes(6 * 12);
        byte[] image = new byte[12];
        for (int i = 5; i >= 0; i--)
        {
            split.Train.CopyImage(i, image);
            Assert.Equal(pixels[(i * 12)..((i * 12) + 12)], image);
        }
    }

    [Fact]
    public void An_index_out_of_range_is_refused()
    {
        using TemporaryFolder folder = new();
        SampleFiles.WriteIdxFolder(folder.Path);
        ImageSet set = DataSets.Open(folder.Path).Train;
        Assert.Throws<ArgumentOutOfRangeException>(() => set.LabelOf(6));
        Assert.Throws<ArgumentOutOfRangeException>(() => set.LabelOf(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => { set.Image(6); });
    }

    [Fact]
    public void Classes_are_digits_unless_the_folder_says_otherwise()
    {
        using TemporaryFolder folder = new();
        SampleFiles.WriteIdxFolder(folder.Path);
        Assert.Equal("9", DataSets.Open(folder.Path).Train.ClassNames[9]);

        File.WriteAllText(folder.File("classes.txt"), string.Join("\r\n", Enumerable.Range(0, 11).Select(i => $"letter {i}")) + "\n\n");
        File.WriteAllBytes(folder.File(TrainLabels), SampleFiles.IdxLabels(0, 1, 2, 3, 9, 10));
        Assert.Equal("letter 10", DataSets.Open(folder.Path).Train.ClassNames[10]);

        string fashion = Directory.CreateDirectory(folder.File("my-Fashion-set")).FullName;
        SampleFiles.WriteIdxFolder(fashion);
        Assert.Equal("Ankle boot", DataSets.Open(fashion).Test.ClassNames[9]);
    }

    [Fact]
    public void A_missing_folder_is_named()
    {
        DataFormatException e = Assert.Throws<DataFormatException>(() => DataSets.Open("/no/such/folder"));
        Assert.StartsWith("/no/such/folder: no such folder", e.Message);
        Assert.Contains("garments", e.Message);
    }

    [Theory]
    [InlineData("train-images-idx3-ubyte")]
    [InlineData("train-labels-idx1-ubyte")]
    [InlineData("t10k-images-idx3-ubyte")]
    [InlineData("t10k-labels-idx1-ubyte")]
    public void A_missing_file_is_named(string name)
    {
        using TemporaryFolder folder = new();
        SampleFiles.WriteIdxFolder(folder.Path);
        File.Delete(folder.File(name));
        DataFormatException e = Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path));
        Assert.StartsWith($"{folder.Path}: {name}(.gz) is missing", e.Message);
    }

    [Theory]
    [InlineData(TrainImages)]
    [InlineData(TrainLabels)]
    public void Every_truncation_of_a_file_is_found(string name)
    {
        using TemporaryFolder folder = new();
        SampleFiles.WriteIdxFolder(folder.Path);
        string path = folder.File(name);
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            DataFormatException e = Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path).Load());
            Assert.StartsWith($"{path}: ", e.Message);
        }
    }

    [Theory]
    [InlineData(TrainImages)]
    [InlineData(TrainLabels)]
    public void Every_truncation_of_a_gzip_file_is_found(string name)
    {
        using TemporaryFolder folder = new();
        SampleFiles.WriteIdxFolder(folder.Path);
        byte[] packed = SampleFiles.Gzip(File.ReadAllBytes(folder.File(name)));
        File.Delete(folder.File(name));
        string path = folder.File($"{name}.gz");
        for (int length = 0; length < packed.Length; length++)
        {
            File.WriteAllBytes(path, packed[..length]);
            DataFormatException e = Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path).Load());
            Assert.StartsWith($"{path}: ", e.Message);
        }
    }

    [Fact]
    public void A_damaged_gzip_file_is_found_by_its_checksum()
    {
        using TemporaryFolder folder = new();
        SampleFiles.WriteIdxFolder(folder.Path);
        byte[] packed = SampleFiles.Gzip(File.ReadAllBytes(folder.File(TrainImages)));
        File.Delete(folder.File(TrainImages));
        packed[packed.Length / 2] ^= 0x10;
        File.WriteAllBytes(folder.File($"{TrainImages}.gz"), packed);
        Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path).Load());
    }

    [Fact]
    public void A_wrong_magic_number_is_shown()
    {
        using TemporaryFolder folder = new();
        SampleFiles.WriteIdxFolder(folder.Path);
        File.WriteAllBytes(folder.File(TrainImages), SampleFiles.Idx(0x0A03, [6, 3, 4], new byte[72]));
        Assert.Contains("0x00000A03", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path)).Message);
        File.WriteAllBytes(folder.File(TrainImages), SampleFiles.IdxLabels(new byte[72]));
        Assert.Contains("file of labels", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path)).Message);
    }

    [Theory]
    [InlineData(0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu, false)]
    [InlineData(0xFFFFFFFFu, 0xFFFFFFFFu, 0xFFFFFFFFu, true)]
    [InlineData(60_000u, 28u, 28u, false)]
    [InlineData(2_000_000_000u, 28u, 28u, true)]
    [InlineData(0x80000000u, 0x80000000u, 4u, true)]
    public void A_header_that_lies_allocates_nothing(uint count, uint height, uint width, bool gzip)
    {
        using TemporaryFolder folder = new();
        SampleFiles.WriteIdxFolder(folder.Path);
        File.Delete(folder.File(TrainImages));
        byte[] file = SampleFiles.Idx(0x0803, [count, height, width], new byte[72]);
        File.WriteAllBytes(folder.File(TrainImages), gzip ? SampleFiles.Gzip(file) : file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        DataFormatException e = Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path).Load());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.StartsWith($"{folder.File(TrainImages)}: the header promises", e.Message);
    }

    [Fact]
    public void A_lie_that_deflate_could_make_true_costs_no_more_than_the_file_holds()
    {
        // 100 kB of gzip could be 100 MB, so that only reading shows the lie.
        using TemporaryFolder folder = new();
        SampleFiles.WriteIdxFolder(folder.Path);
        byte[] file = SampleFiles.Idx(0x0801, [100_000_000], SampleFiles.RandomBytes(100_000));
        File.Delete(folder.File(TrainLabels));
        File.WriteAllBytes(folder.File($"{TrainLabels}.gz"), SampleFiles.Gzip(file));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("ends after 100008 of 100000008 bytes", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path))
            .Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 3 << 20);
    }

    [Fact]
    public void A_gzip_bomb_is_cut_short_by_the_header()
    {
        using TemporaryFolder folder = new();
        SampleFiles.WriteIdxFolder(folder.Path);
        byte[] bomb = SampleFiles.Gzip(SampleFiles.Idx(0x0803, [6, 3, 4], new byte[64 << 20]));
        Assert.InRange(bomb.Length, 0, 100_000);
        File.Delete(folder.File(TrainImages));
        File.WriteAllBytes(folder.File($"{TrainImages}.gz"), bomb);
        long before = GC.GetAllocatedBytesForCurrentThread();
        DataFormatException e = Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path).Load());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Contains("longer than the 88 bytes", e.Message);
    }

    [Theory]
    [InlineData(TrainImages, false)]
    [InlineData(TrainImages, true)]
    [InlineData(TrainLabels, false)]
    [InlineData(TrainLabels, true)]
    public void Trailing_bytes_are_refused(string name, bool gzip)
    {
        using TemporaryFolder folder = new();
        SampleFiles.WriteIdxFolder(folder.Path);
        byte[] longer = [.. File.ReadAllBytes(folder.File(name)), 0];
        File.WriteAllBytes(folder.File(name), gzip ? SampleFiles.Gzip(longer) : longer);
        DataFormatException e = Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path).Load());
        Assert.Contains("is longer than", e.Message);
    }

    [Fact]
    public void Counts_that_differ_are_both_named()
    {
        using TemporaryFolder folder = new();
        SampleFiles.WriteIdxFolder(folder.Path);
        File.WriteAllBytes(folder.File(TrainLabels), SampleFiles.IdxLabels(1, 2, 3, 4, 5));
        string message = Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path)).Message;
        Assert.StartsWith($"{folder.File(TrainLabels)}: holds 5 labels", message);
        Assert.Contains("6 images", message);
    }

    [Fact]
    public void A_label_out_of_range_is_named_with_its_place()
    {
        using TemporaryFolder folder = new();
        SampleFiles.WriteIdxFolder(folder.Path);
        File.WriteAllBytes(folder.File(TrainLabels), SampleFiles.IdxLabels(1, 2, 3, 10, 5, 200));
        Assert.Contains("label 3 is 10, expected 0 to 9", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path)).Message);
    }

    [Fact]
    public void No_images_and_images_without_pixels_are_refused()
    {
        using TemporaryFolder folder = new();
        SampleFiles.WriteIdxFolder(folder.Path);
        File.WriteAllBytes(folder.File(TrainImages), SampleFiles.IdxImages(0, 3, 4));
        Assert.Contains("no image", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path)).Message);
        File.WriteAllBytes(folder.File(TrainImages), SampleFiles.IdxImages(6, 0, 4));
        Assert.Contains("without pixels", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path)).Message);
    }

    [Fact]
    public void Parts_of_different_sizes_are_refused()
    {
        using TemporaryFolder folder = new();
        SampleFiles.WriteIdxFolder(folder.Path);
        File.WriteAllBytes(folder.File("t10k-images-idx3-ubyte"), SampleFiles.IdxImages(2, 4, 4));
        Assert.Contains("1×4×4", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path)).Message);
    }

    [Fact]
    public void Opening_reads_no_pixels()
    {
        using TemporaryFolder folder = new();
        SampleFiles.WriteIdxFolder(folder.Path);
        DataSplit split = DataSets.Open(folder.Path);
        File.Delete(folder.File(TrainImages));
        Assert.Equal(6, split.Train.Count);
        Assert.Equal(9, split.Train.LabelOf(4));
        Assert.Throws<DataFormatException>(split.Load);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gzip_files_of_several_parts_or_padded_with_zeros_are_read_and_a_part_that_is_cut_off_is_not(bool isPadded)
    {
        using TemporaryFolder folder = new();
        byte[] labels = SampleFiles.IdxLabels([0, 1, 2, 3, 4, 5]);
        string path = folder.File("labels.gz");
        byte[] packed = isPadded
            ? [.. SampleFiles.Gzip(labels), 0, 0, 0, 0, 0, 0, 0]
            : [.. SampleFiles.Gzip(labels.AsSpan(0, 7)), .. SampleFiles.Gzip(labels.AsSpan(7))];
        File.WriteAllBytes(path, packed);
        Assert.Equal([0, 1, 2, 3, 4, 5], IdxImageSet.ReadLabels(path));
        foreach (int cut in isPadded ? [9, 12] : new[] { 1, 5, 9 })
        {
            File.WriteAllBytes(path, packed[..^cut]);
            Assert.Throws<DataFormatException>(() => IdxImageSet.ReadLabels(path));
        }
    }
}
