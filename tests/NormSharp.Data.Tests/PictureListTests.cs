using System.Text;

namespace NormSharp.Data.Tests;

/// <summary>CSV files that name pictures and their classes.</summary>
public sealed class PictureListTests
{
    public static TheoryData<string, bool> Encodings => new()
    {
        { "utf-8", false }, { "utf-8", true }, { "utf-16", true }, { "utf-16", false }, { "utf-16BE", true }, { "utf-16BE", false },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Lists_are_read_in_every_usual_encoding(string name, bool hasMark)
    {
        using TemporaryFolder folder = Pictures();
        Encoding encoding = Encoding.GetEncoding(name);
        string text = "path,label\r\na/1.png,\"Hähnchen, groß\"\r\nb\\2.png,犬\r\n\r\na/3.png,\"Ha\u0308hnchen, groß\"\r\n";
        string[] test = [.. Enumerable.Range(0, 5).Select(i => $"t/{i}.png,犬\r\n")];
        byte[] bytes = [.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text + string.Concat(test))];
        File.WriteAllBytes(folder.File("list.csv"), bytes);
        DataSplit split = DataSets.Open(folder.File("list.csv"));
        Assert.Equal(["Hähnchen, groß", "犬"], split.Train.ClassNames);
        Assert.Equal([1, 2, 3, 100, 101, 102, 104], Values(split.Train).Concat(Values(split.Test)).Except([103]).Order());
        Assert.Equal("list/train", split.Train.Name);
    }

    [Fact]
    public void A_third_column_keeps_the_parts_apart_and_the_header_may_have_another_order()
    {
        using TemporaryFolder folder = Pictures();
        File.WriteAllText(
            folder.File("list.tsv"), "split\tclass\tFile\ntrain\tx\ta/1.png\nTEST\ty\tb/2.png\n\tx\ta/3.png\nval\ty\tt/0.png\n");
        DataSplit split = DataSets.Open(folder.File("list.tsv"));
        Assert.Equal([1, 3], Values(split.Train));
        Assert.Equal([2], Values(split.Test));
        Assert.Equal([100], Values(split.Validation!));

        File.WriteAllText(folder.File("bare.csv"), "a/1.png;x;train\na/3.png;y;train\na/1.png;x;train\nb/2.png;y;test\n");
        split = DataSets.Open(folder.File("bare.csv"));
        Assert.Equal([1, 3], Values(split.Train));
        Assert.Contains("left out 1: listed twice (a/1.png)", split.Remarks);
    }

    [Theory]
    [InlineData("/etc/passwd,x", "is an absolute path")]
    [InlineData("C:\\windows\\x.png,x", "is an absolute path")]
    [InlineData("\\\\host\\share\\x.png,x", "is an absolute path")]
    [InlineData("../secret.png,x", "leads out of the folder")]
    [InlineData("a/..\\..\\secret.png,x", "leads out of the folder")]
    [InlineData("a/../../secret.png,x", "leads out of the folder")]
    [InlineData(".,x", "leads out of the folder")]
    [InlineData("a/1.png", "has 1 cells, expected path,label")]
    [InlineData("a/1.png,", "has no label")]
    [InlineData(",x", "has no path")]
    [InlineData("a/1.png,x,somewhere", "has the part 'somewhere'")]
    [InlineData("a/1.png,other", "line 3 names a/1.png again, as other; line 1 has it as x")]
    public void Lines_that_cannot_be_are_refused_with_their_number(string line, string message)
    {
        using TemporaryFolder folder = Pictures();
        File.WriteAllText(folder.File("list.csv"), $"a/1.png,x,train\nb/2.png,x,test\n{line}\n");
        string said = Assert.Throws<DataFormatException>(() => DataSets.Open(folder.File("list.csv"))).Message;
        Assert.Contains(message, said, StringComparison.Ordinal);
        Assert.Contains("line 3", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Links_that_lead_out_are_not_followed_and_those_within_are()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using TemporaryFolder outside = Pictures();
        using TemporaryFolder folder = Pictures();
        File.CreateSymbolicLink(folder.File("a/out.png"), outside.File("a/1.png"));
        Directory.CreateSymbolicLink(folder.File("away"), outside.Path);
        File.CreateSymbolicLink(folder.File("a/twice.png"), folder.File("away/a/1.png"));
        File.CreateSymbolicLink(folder.File("a/in.png"), folder.File("b/2.png"));
        foreach (string path in (string[])["a/out.png", "away/a/1.png", "a/twice.png"])
        {
            File.WriteAllText(folder.File("list.csv"), $"{path},x\n");
            Assert.Contains(
                "leads out of the folder by a link",
                Assert.Throws<DataFormatException>(() => DataSets.Open(folder.File("list.csv"))).Message);
        }

        File.WriteAllText(folder.File("list.csv"), "a/in.png,x,train\na/1.png,y,test\n");
        Assert.Equal([2], Values(DataSets.Open(folder.File("list.csv")).Train));
    }

    [Fact]
    public void Pictures_that_are_not_there_are_damaged_ones()
    {
        using TemporaryFolder folder = Pictures();
        File.WriteAllText(folder.File("list.csv"), "a/1.png,x,train\na/none.png,x,train\nb/2.png,y,test\n");
        Assert.Contains(
            "none.png: no such file", Assert.Throws<DamagedPictureException>(() => DataSets.Open(folder.File("list.csv"))).Message);
        DataSplit split = DataSets.Open(folder.File("list.csv"), pictures: new PictureOptions { SkipBad = 0.5 });
        Assert.Equal([1], Values(split.Train));
    }

    [Fact]
    public void Text_in_no_encoding_is_refused()
    {
        using TemporaryFolder folder = Pictures();
        File.WriteAllBytes(folder.File("list.csv"), [(byte)'a', 0xFF, 0xFE, (byte)',', (byte)'x']);
        Assert.Contains(
            "is no text in UTF-8 or UTF-16", Assert.Throws<DataFormatException>(() => DataSets.Open(folder.File("list.csv"))).Message);
    }

    private static TemporaryFolder Pictures()
    {
        var folder = new TemporaryFolder();
        void Write(string name, byte value)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder.File(name))!);
            new PngImage(4, 2, 1, [.. Enumerable.Repeat(value, 8)]).Write(folder.File(name));
        }

        Write("a/1.png", 1);
        Write("b/2.png", 2);
        Write("a/3.png", 3);
        for (int i = 0; i < 5; i++)
        {
            Write($"t/{i}.png", (byte)(100 + i));
        }

        return folder;
    }

    private static IEnumerable<int> Values(ImageSet set) => Enumerable.Range(0, set.Count).Select(i => (int)set.Image(i)[0]);
}
