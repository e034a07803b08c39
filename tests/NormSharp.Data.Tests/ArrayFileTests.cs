using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace NormSharp.Data.Tests;

/// <summary>IDX of other numbers and dimensions, EMNIST, CIFAR-100, NumPy's archives, and streams.</summary>
public sealed class ArrayFileTests
{
    private const int FloatType = 0x0D;

    [Fact]
    public void Idx_of_four_dimensions_and_floats_becomes_bytes_by_channel()
    {
        using TemporaryFolder folder = new();

        // Two images of 1×2 with red, green, blue in each pixel.
        float[] values = [0, 0.2f, 1, 0.4f, 0.6f, 0.8f, 1, 1, 1, 0, 0, 0];
        byte[] body = new byte[4 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleBigEndian(body.AsSpan(4 * i), values[i]);
        }

        byte[] images = SampleFiles.Idx((FloatType << 8) | 4, [2, 1, 2, 3], body);
        byte[] labels = SampleFiles.Idx(0x0C01, [2], [0, 0, 0, 1, 0, 0, 0, 0]);
        File.WriteAllBytes(folder.File("train-images-idx4-float"), images);
        File.WriteAllBytes(folder.File("train-labels-idx1-int"), labels);
        File.WriteAllBytes(folder.File("t10k-images.idx4-float.gz"), SampleFiles.Gzip(images));
        File.WriteAllBytes(folder.File("t10k-labels-idx1-int"), labels);
        DataSplit split = DataSets.Open(folder.Path);
        Assert.Equal(new ImageShape(3, 1, 2), split.Train.Shape);
        Assert.Equal(new byte[] { 0, 102, 51, 153, 255, 204 }, split.Train.Image(0));
        Assert.Equal([1, 0], Enumerable.Range(0, 2).Select(split.Test.LabelOf));
    }

    [Fact]
    public void Pixels_beyond_a_byte_are_refused()
    {
        using TemporaryFolder folder = new();
        foreach (string part in (string[])["train", "t10k"])
        {
            File.WriteAllBytes(folder.File($"{part}-images-idx3-short"), SampleFiles.Idx(0x0B03, [2, 1, 1], [2, 0, 0, 0]));
            File.WriteAllBytes(folder.File($"{part}-labels-idx1-ubyte"), SampleFiles.IdxLabels(0, 1));
        }

        DataSplit split = DataSets.Open(folder.Path);
        Assert.Contains("pixels from 0 to 512", Assert.Throws<DataFormatException>(split.Train.Load).Message);
    }

    [Fact]
    public void Emnist_is_upright_and_its_letters_begin_at_one()
    {
        using TemporaryFolder folder = new();
        byte[] stored = [1, 2, 3, 4, 5, 6];
        Emnist(folder, "letters", stored, [2], "1 65 97\n2 66 98\n");
        DataSplit split = DataSets.Open(folder.Path);
        Assert.Equal(["A", "B"], split.Train.ClassNames);
        Assert.Equal(new ImageShape(1, 3, 2), split.Train.Shape);
        Assert.Equal(new byte[] { 1, 4, 2, 5, 3, 6 }, split.Train.Image(0));
        Assert.Equal(1, split.Test.LabelOf(0));
        Assert.Equal("emnist-letters/train", split.Train.Name);

        Emnist(folder, "digits", stored, [7], null);
        Assert.Contains(
            "several splits of EMNIST (digits, letters)", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path)).Message);
        split = DataSets.Open(folder.File("emnist-digits-train-images-idx3-ubyte"));
        Assert.Equal((10, 7), (split.Train.ClassCount, split.Train.LabelOf(0)));

        Emnist(folder, "letters", stored, [0], "1 65 97\n2 66 98\n");
        Assert.Throws<DataFormatException>(() => DataSets.Open(folder.File("emnist-letters-train-images-idx3-ubyte")));
    }

    [Fact]
    public void Cifar_100_takes_the_fine_label()
    {
        using TemporaryFolder folder = new();
        byte[] record = [19, 42, .. SampleFiles.RandomBytes(3072)];
        File.WriteAllBytes(folder.File("train.bin"), [.. record, .. record]);
        File.WriteAllBytes(folder.File("test.bin.gz"), SampleFiles.Gzip(record));
        DataSplit split = DataSets.Open(folder.Path);
        Assert.Equal((2, 1, 100, 42), (split.Train.Count, split.Test.Count, split.Train.ClassCount, split.Train.LabelOf(1)));
        Assert.Equal(record.AsSpan(2), split.Test.Image(0));
        Assert.Contains("called by their numbers", Assert.Single(split.Remarks));
        File.WriteAllLines(folder.File("fine_label_names.txt"), Enumerable.Range(0, 100).Select(label => $"class {label}"));
        Assert.Equal("class 42", DataSets.Open(folder.Path).Train.ClassNames[42]);
        File.WriteAllBytes(folder.File("train.bin"), record[..^1]);
        Assert.Contains(
            "no whole number of records of 3074 (2 labels and",
            Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path)).Message);
    }

    [Theory]
    [InlineData("x_train", "y_train", "x_test", "y_test")]
    [InlineData("train_images", "train_labels", "test_images", "test_labels")]
    public void Archives_of_arrays_are_read_under_the_usual_names(string x, string y, string testX, string testY)
    {
        using TemporaryFolder folder = new();
        Npz(
            folder.File("set.npz"),
            (x, Npy("<f8", "(2, 1, 2)", [.. new[] { 0.0, 1, 0.5, 0.25 }.SelectMany(BitConverter.GetBytes)])),
            (y, Npy("<i8", "(2, 1)", [.. new[] { 1L, 2 }.SelectMany(BitConverter.GetBytes)])),
            (testX, Npy("|u1", "(1, 1, 2)", [7, 8])),
            (testY, Npy(">u2", "(1,)", [0, 2])));
        DataSplit split = DataSets.Open(folder.File("set.npz"));
        Assert.Equal(["0", "1", "2"], split.Train.ClassNames);
        Assert.Equal(new byte[] { 0, 255 }, split.Train.Image(0));
        Assert.Equal(new byte[] { 128, 64 }, split.Train.Image(1));
        Assert.Equal(2, split.Test.LabelOf(0));
        Assert.Equal("set/test", split.Test.Name);
    }

    [Fact]
    public void An_archive_without_test_images_keeps_some_back()
    {
        using TemporaryFolder folder = new();
        Npz(
            folder.File("set.npz"),
            ("images", Npy("|u1", "(10, 1, 1)", [.. Enumerable.Range(0, 10).Select(i => (byte)i)])),
            ("labels", Npy("|u1", "(10,)", [0, 1, 0, 1, 0, 1, 0, 1, 0, 1])));
        DataSplit split = DataSets.Open(folder.File("set.npz"));
        Assert.Equal([8, 9], Enumerable.Range(0, split.Test.Count).Select(i => (int)split.Test.Image(i)[0]));
    }

    [Theory]
    [InlineData("|u1", "(10, 1)", "images are N×H×W")]
    [InlineData("|O", "(10, 1, 1)", "is not one of an array of numbers")]
    [InlineData("<c8", "(10, 1, 1)", "numbers of type c8")]
    [InlineData("|u1", "(10, 2, 1)", "promises 20 bytes of numbers, and there are 10")]
    [InlineData("|u1", "(4000000000, 1, 1)", "which is none of images or labels")]
    public void Archives_that_cannot_be_are_refused(string type, string shape, string message)
    {
        using TemporaryFolder folder = new();
        Npz(folder.File("set.npz"), ("images", Npy(type, shape, new byte[10])), ("labels", Npy("|u1", "(10,)", new byte[10])));
        Assert.Contains(message, Assert.Throws<DataFormatException>(() => DataSets.Open(folder.File("set.npz"))).Message);
    }

    [Fact]
    public void Damaged_archives_are_refused()
    {
        using TemporaryFolder folder = new();
        Npz(folder.File("set.npz"), ("images", Npy("|u1", "(10, 1, 1)", new byte[10])));
        Assert.Contains("lacks images or labels", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.File("set.npz"))).Message);
        byte[] whole = File.ReadAllBytes(folder.File("set.npz"));
        byte[] lying = [.. whole];
        int central = lying.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        foreach ((int packed, int claimed) in (ReadOnlySpan<(int, int)>)[(311_451_079, 964_493_022), (100, 2_000_000_000), (-2, -2)])
        {
            BitConverter.TryWriteBytes(lying.AsSpan(central + 20), packed);
            BitConverter.TryWriteBytes(lying.AsSpan(central + 24), claimed);
            File.WriteAllBytes(folder.File("set.npz"), lying);
            Assert.Contains("that cannot be", Assert.ThrowsAny<DataException>(() => DataSets.Open(folder.File("set.npz"))).Message);
        }

        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(folder.File("set.npz"), whole[..length]);
            Assert.ThrowsAny<DataException>(() => DataSets.Open(folder.File("set.npz")));
        }
    }

    [Fact]
    public void Streams_with_labels_become_a_data_set()
    {
        MemoryStream[] streams =
        [
            .. Enumerable.Range(0, 10).Select(i =>
            {
                var stream = new MemoryStream();
                new PngImage(4, 2, 1, [.. Enumerable.Repeat((byte)i, 8)]).WriteTo(stream);
                stream.Position = 0;
                return stream;
            }),
        ];
        DataSplit split = DataSets.FromImages(streams.Select((stream, i) => ((Stream)stream, i % 2 == 0 ? "even" : "odd")));
        Assert.Equal(["even", "odd"], split.Train.ClassNames);
        Assert.Equal((8, 2), (split.Train.Count, split.Test.Count));
        Assert.Equal([8, 9], Enumerable.Range(0, 2).Select(i => (int)split.Test.Image(i)[0]));
        Assert.All(streams, stream => Assert.False(stream.CanRead));
        Assert.Throws<ArgumentException>(() => DataSets.FromImages([]));
        Assert.Contains(
            "images, picture 1",
            Assert.ThrowsAny<DataException>(() => DataSets.FromImages([(new MemoryStream([1, 2, 3]), "a")])).Message,
            StringComparison.Ordinal);
    }

    private static void Emnist(TemporaryFolder folder, string split, byte[] image, byte[] labels, string? mapping)
    {
        foreach (string part in (string[])["train", "test"])
        {
            File.WriteAllBytes(folder.File($"emnist-{split}-{part}-images-idx3-ubyte"), SampleFiles.Idx(0x0803, [1, 2, 3], image));
            File.WriteAllBytes(folder.File($"emnist-{split}-{part}-labels-idx1-ubyte"), SampleFiles.IdxLabels(labels));
        }

        if (mapping is not null)
        {
            File.WriteAllText(folder.File($"emnist-{split}-mapping.txt"), mapping);
        }
    }

    private static byte[] Npy(string type, string shape, byte[] body)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        return [0x93, .. Encoding.ASCII.GetBytes("NUMPY"), 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. body];
    }

    private static void Npz(string path, params (string Name, byte[] Content)[] arrays)
    {
        using ZipArchive archive = new(File.Create(path), ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in arrays)
        {
            using Stream stream = archive.CreateEntry($"{name}.npy").Open();
            stream.Write(content);
        }
    }
}
