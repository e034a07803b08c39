namespace NormSharp.Data.Tests;

public sealed class FolderTests
{
    [Fact]
    public void Train_and_test_folders_of_classes_are_read_in_natural_order()
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
        Assert.Equal([1, 12, 11], Enumerable.Range(0, 3).Select(i => (int)split.Train.Image(i)[0]));
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
    public void A_missing_part_is_named_or_held_out()
    {
        using TemporaryFolder folder = new();
        Write(folder, "test/a/1.png", 1);
        Assert.StartsWith($"{folder.File("train")}: holds no picture", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.Path))
            .Message);
        Directory.Move(folder.File("test"), folder.File("TRAIN"));
        for (int i = 2; i <= 5; i++)
        {
            Write(folder, $"TRAIN/a/{i}.png", (byte)i);
        }

        DataSplit split = DataSets.Open(folder.Path);
        Assert.Equal([5], Values(split.Test));
        Assert.Contains("there is no test folder: every fifth picture of a class is kept for testing", split.Remarks);
    }

    [Fact]
    public void Validation_pictures_are_a_part_of_their_own_or_serve_for_testing()
    {
        using TemporaryFolder folder = new();
        Write(folder, "Train/a/1.png", 1);
        Write(folder, "Valid/a/1.png", 2);
        DataSplit split = DataSets.Open(folder.Path);
        Assert.Equal([2], Values(split.Test));
        Assert.Null(split.Validation);
        Assert.Contains("validation pictures serve for testing", Assert.Single(split.Remarks));
        Write(folder, "test/a/1.png", 3);
        split = DataSets.Open(folder.Path);
        Assert.Equal([2], Values(split.Validation!));
        Assert.Equal([3], Values(split.Test));
    }

    [Fact]
    public void Classes_nest_and_names_of_both_Unicode_forms_are_one()
    {
        using TemporaryFolder folder = new();
        for (int i = 0; i < 5; i++)
        {
            Write(folder, $"photos/tomato/healthy/{i}.png", 1);
            Write(folder, $"photos/tomato/mould/more/{i}.png", 2);
            Write(folder, $"photos/caf\u00E9/{i}.png", 3);
            Write(folder, $"photos/cafe\u0301/{i}.png", 4);
            Write(folder, $"photos/caf\u00E9/inner/{i}.png", 5);
        }

        DataSplit split = DataSets.Open(folder.Path);
        Assert.Equal(["caf\u00E9", "tomato"], split.Train.ClassNames);
        Assert.Equal([3, 4, 5], Values(split.Train.WithClasses(0)).Distinct().Order());
        Assert.Equal([1, 2], Values(split.Train.WithClasses(1)).Distinct().Order());
        Assert.True(split.HasInnerFolders);
        string said = Path.Combine("photos", "caf\u00E9", "inner");
        Assert.Contains($"3 folders lie within those of classes and count as these: {said} as caf\u00E9", split.Remarks);

        split = DataSets.Open(folder.Path, pictures: new PictureOptions { NestedClasses = true });
        Assert.Equal(["caf\u00E9", "tomato/healthy", "tomato/mould/more"], split.Train.ClassNames);
        Assert.Equal([3, 4, 5], Values(split.Train.WithClasses(0)).Distinct().Order());
    }

    [Fact]
    public void Gray_and_coloured_pictures_of_different_sizes_become_one_size()
    {
        using TemporaryFolder folder = new();
        Write(folder, "train/a/1.png", 1);
        Write(folder, "test/a/1.png", 1);
        new PngImage(40, 50, 1, [.. Enumerable.Repeat((byte)9, 2000)]).Write(folder.File("train/a/2.png"));
        new PngImage(40, 50, 1, [.. Enumerable.Repeat((byte)9, 2000)]).Write(folder.File("train/a/3.png"));
        DataSplit split = DataSets.Open(folder.Path);
        Assert.Equal(new ImageShape(3, 32, 32), split.Train.Shape);
        Assert.Equal([1, 9, 9], Values(split.Train));
        Assert.Contains("their shorter sides 2 to 40 pixels; all are made 32×32", Assert.Single(split.Remarks));
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
