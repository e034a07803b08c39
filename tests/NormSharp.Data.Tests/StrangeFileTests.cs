using System.Diagnostics;

namespace NormSharp.Data.Tests;

/// <summary>Folders of data with files that are empty, endless or named by bytes that are no UTF-8.</summary>
public sealed class StrangeFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("train-labels-idx1-ubyte", "classes.txt")]
    [InlineData("data_batch_1.bin", "batches.meta.txt")]
    public void An_empty_list_of_classes_ends_in_one_line(string data, string classes)
    {
        foreach (string name in (string[])[data, .. IdxFolder.FileNames, "test_batch.bin", classes])
        {
            if (data.StartsWith("train", StringComparison.Ordinal) || !name.Contains("idx", StringComparison.Ordinal))
            {
                File.WriteAllBytes(_folder[name], []);
            }
        }

        string message = Assert.Throws<DataFormatException>(() => DataSets.OpenFolder(_folder.Path)).Message;
        Assert.Contains($"{classes}: names no class", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_whose_name_is_no_UTF8_is_refused_aloud()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "elsewhere names are Unicode");
        string picture = _folder["picture.png"];
        new PngImage(2, 2, 1, [1, 2, 3, 4]).Write(picture);
        Bash("mkdir -p data/ok $'data/b\\xffad'; "
            + "for i in 1 2 3 4 5 6; do cp picture.png data/ok/$i.png; cp picture.png $'data/b\\xffad'/$i.png; done");
        Assert.Contains(
            "no UTF-8", Assert.Throws<DataFormatException>(() => DataSets.OpenFolder(_folder["data"])).Message, StringComparison.Ordinal);
        Bash("mv $'data/b\\xffad' data/bad; mv data/bad/1.png $'data/bad/\\xfe.png'");
        Assert.Contains(
            "no UTF-8", Assert.Throws<DataFormatException>(() => DataSets.OpenFolder(_folder["data"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Pipes_and_devices_are_no_pictures()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/zero is Linux's");
        Bash("mkfifo pipe.png; ln -s /dev/zero zero.png");
        Assert.Throws<DataFormatException>(() => PngImage.Read(_folder["pipe.png"]));
        Assert.Throws<DataFormatException>(() => PngImage.Read(_folder["zero.png"]));
    }

    public void Dispose()
    {
        // Names that are no UTF-8 cannot be deleted from here.
        if (OperatingSystem.IsLinux())
        {
            Bash("rm -rf data");
        }

        _folder.Dispose();
    }

    private void Bash(string script)
    {
        using Process process = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { WorkingDirectory = _folder.Path })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
