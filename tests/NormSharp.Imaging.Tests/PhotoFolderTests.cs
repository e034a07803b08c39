using NormSharp.Data;

namespace NormSharp.Imaging.Tests;

public sealed class PhotoFolderTests
{
    private static readonly PictureOptions Photos = new() { Decoder = PhotoDecoder.Instance };

    [Fact]
    public void Photos_of_all_kinds_become_one_set_and_what_is_none_is_counted()
    {
        using TemporaryFolder folder = new();
        string[] files = ["rgb.jpg", "cmyk.jpg", "gray.jpg", "photo.webp", "photo.bmp"];
        foreach (string name in new[] { "cat", "dog" })
        {
            foreach (string file in files)
            {
                Copy(file, folder, $"{name}/{file}");
            }
        }

        Copy("rgb.jpg", folder, "__MACOSX/cat/rgb.jpg");
        Copy("rgb.jpg", folder, "cat/._rgb.jpg");
        File.WriteAllText(folder.File("dog/Thumbs.db"), "x");
        File.WriteAllText(folder.File("dog/notes.txt"), "x");
        File.WriteAllText(folder.File("dog/more.txt"), "x");

        DataSplit split = DataSets.OpenFolder(folder.Path, Photos);
        Assert.Equal(new ImageShape(3, 16, 24), split.Train.Shape);
        Assert.Equal((8, 2), (split.Train.Count, split.Test.Count));
        Assert.Contains("left out 2: .txt files (for example dog/more.txt)", split.Remarks);
        Assert.Contains("left out 3: hidden, or the system's own (for example __MACOSX)", split.Remarks);
    }

    [Fact]
    public void Pictures_of_different_sizes_are_made_one()
    {
        using TemporaryFolder folder = new();
        for (int i = 0; i < 5; i++)
        {
            Copy("rgb.jpg", folder, $"cat/{i}.jpg");
            Copy("rgb.jpg", folder, $"dog/{i}.jpg");
        }

        new PngImage(90, 70, 3, new byte[90 * 70 * 3]).Write(folder.File("dog/5.png"));
        DataSplit split = DataSets.OpenFolder(folder.Path, Photos with { Size = 12 });
        Assert.Equal(new ImageShape(3, 12, 12), split.Train.Shape);
        split = DataSets.OpenFolder(folder.Path, Photos);
        Assert.Equal(new ImageShape(3, 32, 32), split.Train.Shape);
        Assert.Contains(split.Remarks, remark => remark.Contains("16 to 70 pixels; all are made 32×32"));
    }

    [Fact]
    public void A_damaged_photo_is_named_or_left_out_up_to_a_share()
    {
        using TemporaryFolder folder = new();
        for (int i = 0; i < 10; i++)
        {
            Copy("rgb.jpg", folder, $"{(i < 5 ? "cat" : "dog")}/{i}.jpg");
        }

        string bad = folder.File("dog/7.jpg");
        byte[] bytes = File.ReadAllBytes(bad);
        File.WriteAllBytes(bad, bytes[..^60]);
        Assert.StartsWith(
            $"{bad}: is damaged", Assert.Throws<DamagedPictureException>(() => DataSets.OpenFolder(folder.Path, Photos)).Message);
        Assert.Throws<DamagedPictureException>(() => DataSets.OpenFolder(folder.Path, Photos with { SkipBad = 0.09 }));
        DataSplit split = DataSets.OpenFolder(folder.Path, Photos with { SkipBad = 0.1 });
        Assert.Equal(9, split.Train.Count + split.Test.Count);
        Assert.Contains(split.Remarks, remark => remark.StartsWith($"left out 1: damaged ({bad}", StringComparison.Ordinal));
    }

    [Fact]
    public void What_does_not_fit_into_memory_is_decoded_when_needed_to_the_same_bytes()
    {
        using TemporaryFolder folder = new();
        for (int i = 0; i < 10; i++)
        {
            Copy(i % 3 == 0 ? "gray.jpg" : "rgb.jpg", folder, $"{(i < 5 ? "cat" : "dog")}/{i}.jpg");
        }

        ImageSet whole = DataSets.OpenFolder(folder.Path, Photos with { Size = 9 }).Train;
        ImageSet none = DataSets.OpenFolder(folder.Path, Photos with { Size = 9, CacheBytes = 0 }).Train;
        Assert.False(whole.IsSlow);
        Assert.True(none.IsSlow);
        for (int i = 0; i < whole.Count; i++)
        {
            Assert.Equal(whole.Image(i), none.Image(i));
            Assert.Equal(whole.Source(i)!.Planes, none.Source(i)!.Planes);
        }

        Assert.Equal(whole.Digest(), none.Digest());
        File.WriteAllBytes(folder.File("cat/1.jpg"), [.. File.ReadAllBytes(folder.File("cat/1.jpg")), 0]);
        Assert.NotEqual(whole.Digest(), DataSets.OpenFolder(folder.Path, Photos with { Size = 9 }).Train.Digest());
    }

    private static void Copy(string file, TemporaryFolder folder, string name)
    {
        string path = folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(Checkout.File("tests", "NormSharp.Imaging.Tests", "Pictures", file), path);
    }
}
