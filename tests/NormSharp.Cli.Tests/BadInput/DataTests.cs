using NormSharp.Cli.Failures;

namespace NormSharp.Cli.Tests.BadInput;

/// <summary>Data that is missing or damaged: exit code 1, one line that names the file, and no run folder.</summary>
[Collection(nameof(ProcessAllocations))]
public sealed class DataTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_missing_folder() => Train(_folder["nowhere"], "nowhere", "no such folder");

    [Fact]
    public void A_file_where_a_folder_should_be()
    {
        File.WriteAllText(_folder["file"], "x");
        Train(_folder["file"], "is a file");
    }

    [Fact]
    public void An_empty_folder()
    {
        Directory.CreateDirectory(_folder["empty"]);
        Train(_folder["empty"], "no data set");
    }

    [Theory]
    [InlineData(TinyData.TrainImages)]
    [InlineData(TinyData.TrainLabels)]
    [InlineData(TinyData.TestImages)]
    [InlineData(TinyData.TestLabels)]
    public void A_truncated_gzip_file(string name)
    {
        string data = Data();
        string path = Path.Combine(data, name);
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length * 2 / 3)]);
        Train(data, name);
    }

    [Fact]
    public void A_missing_file()
    {
        string data = Data();
        File.Delete(Path.Combine(data, TinyData.TestLabels));
        Train(data, "t10k-labels");
    }

    [Fact]
    public void A_header_that_promises_terabytes()
    {
        string data = Data();
        TinyData.WriteIdx(Path.Combine(data, TinyData.TrainImages), [2_000_000_000, 1000, 1000], new byte[100]);
        long before = GC.GetTotalAllocatedBytes();
        Train(data, TinyData.TrainImages, "2000000000000016");
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 << 20);
    }

    [Fact]
    public void Labels_of_another_count()
    {
        string data = Data();
        TinyData.WriteIdx(Path.Combine(data, TinyData.TrainLabels), [TinyData.TrainCount - 1], new byte[TinyData.TrainCount - 1]);
        Train(data, "train-labels", $"{TinyData.TrainCount - 1}", $"{TinyData.TrainCount}");
    }

    [Fact]
    public void A_label_out_of_range()
    {
        string data = Data();
        byte[] labels = new byte[TinyData.TrainCount];
        labels[17] = 200;
        TinyData.WriteIdx(Path.Combine(data, TinyData.TrainLabels), [TinyData.TrainCount], labels);
        Train(data, TinyData.TrainLabels, "200");
    }

    [Fact]
    public void Images_too_small_for_the_model()
    {
        string data = Data();
        TinyData.WriteIdx(Path.Combine(data, TinyData.TrainImages), [TinyData.TrainCount, 8, 8], new byte[TinyData.TrainCount * 64]);
        TinyData.WriteIdx(Path.Combine(data, TinyData.TestImages), [TinyData.TestCount, 8, 8], new byte[TinyData.TestCount * 64]);
        string run = _folder["run"];
        TestRun.Of("train", "--data", data, "--out", run).Failed(ExitCode.WrongUsage, "16×16", "1×8×8");
        Assert.False(Path.Exists(run));
    }

    public void Dispose() => _folder.Dispose();

    private string Data() => TinyData.Write(_folder["data"]);

    private void Train(string data, params string[] words)
    {
        string run = _folder["run"];
        TestRun.Of("train", "--data", data, "--out", run).Failed(ExitCode.Failed, words);
        Assert.False(Path.Exists(run));
        TestRun.Of("data", data, "--no-sheet").Failed(ExitCode.Failed, words);
    }
}
