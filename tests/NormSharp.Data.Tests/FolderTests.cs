namespace NormSharp.Data.Tests;

public sealed class FolderTests
{
    [Fact]
    public void Train_and_test_folders_of_classes_are_read_in_ordinal_order()
    {
        using TemporaryFolder folder = new();
        Write(folder, "train/b/2.png", 12);
        Write(folder, "train/b/10.PNG", 11);
        Write(folder, "train/a/x.png", 1);
        Write(folder, "test/c/y.png", 21);
        File.WriteAllText(folder.File("train/a/notes.txt"), "no image");
        Directory.CreateDirectory(folder.File("train/empty"));

        DataSplit split = DataSets.Open(folder.Path);
        Assert.Equal(["a", "b", "c"], split.Train.ClassNames);
        Assert.Equal([0, 1, 1], Enumerable.Range(0, 3).Select(split.Train.LabelOf));
        Assert.Equal([1, 11, 12], Enumerable.Range(0, 3).Select(i => (int)split.Train.Image(i)[0]));
        Assert.Equal((1, 2), (split.Test.Count, split.Test.LabelOf(0)));
        Assert.Equal(new ImageShape(3, 2, 4), split.Test.Shape);
    }

    [Fact]
    public void Colours_become_planes()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("p.png");
        new PngImage(2, 1, 3, [1, 2, 3, 4, 5, 6]).Write(path);
        byte[] planes = new byte[6];
        PngImage.Read(path).CopyPlanes(planes);
        Assert.Equal([1, 4, 2, 5, 3, 6], planes);
    }

    [Fact]
    public void Without_a_test_folder_every_fifth_image_of_a_class_is_held_out()
    {
        using TemporaryFolder folder = new();
        for (int i = 0; i < 11; i++)
        {
            Write(folder, $"cats/{i:D2}.png", (byte)i);
        }

        for (int i = 0; i < 5; i++)
        {
            Write(folder, $"dogs/{i:D2}.png", (byte)(100 + i));
        }

        DataSplit split = DataSets.Open(folder.Path);
        Assert.Equal([4, 9, 104], Values(split.Test));
        Assert.Equal([0, 1, 2, 3, 5, 6, 7, 8, 10, 100, 101, 102, 103], Values(split.Train));
        Assert.Equal(1, split.Train.LabelOf(9));
    }

    [Fact]
    public void Too_few_images_to_hold_any_out_are_refused()
    {
        using TemporaryFolder folder = new();
        Write(folder, "cats/1.png", 1);
        Assert.Contains("at least 5 files", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path)).Message);
    }

    [Fact]
    public void A_missing_part_is_named()
    {
        using TemporaryFolder folder = new();
        Write(folder, "train/a/1.png", 1);
        Assert.StartsWith($"{folder.File("test")}: holds no image", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path))
            .Message);
    }

    [Theory]
    [InlineData(5, 2, 3)]
    [InlineData(4, 2, 1)]
    public void An_image_of_another_size_is_named_with_both_sizes(int width, int height, int channels)
    {
        using TemporaryFolder folder = new();
        Write(folder, "train/a/1.png", 1);
        Write(folder, "test/a/1.png", 1);
        string odd = folder.File("train/a/2.png");
        new PngImage(width, height, channels, new byte[width * height * channels]).Write(odd);
        DataFormatException e = Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path).Load());
        Assert.StartsWith($"{odd}: is {channels}×{height}×{width}", e.Message);
        Assert.Contains("3×2×4", e.Message);
    }

    [Fact]
    public void A_folder_of_nothing_known_says_what_is_known()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("readme.txt"), "hello");
        Assert.Contains("holds no data set", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path)).Message);
        Assert.Contains("is a file", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.File("readme.txt"))).Message);
    }

    private static IEnumerable<int> Values(ImageSet set) => Enumerable.Range(0, set.Count).Select(i => (int)set.Image(i)[0]);

    private static void Write(TemporaryFolder folder, string name, byte value)
    {
        string path = folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        new PngImage(4, 2, 3, [.. Enumerable.Repeat(value, 24)]).Write(path);
    }
}
