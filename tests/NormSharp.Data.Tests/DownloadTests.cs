using System.Net;
using System.Security.Cryptography;

namespace NormSharp.Data.Tests;

public sealed class DownloadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, byte[]> _server = [];

    public DownloadTests()
    {
        SampleFiles.WriteIdxFolder(_folder.Path);
        foreach (string path in Directory.GetFiles(_folder.Path))
        {
            _server[$"{Path.GetFileName(path)}.gz"] = SampleFiles.Gzip(File.ReadAllBytes(path));
            File.Delete(path);
        }
    }

    private string Cache => _folder.File("cache");

    private string SetFolder => Path.Combine(Cache, "tiny");

    private RemoteDataSet Tiny => new("tiny", "https://example.org/tiny/",
        [.. _server.Select(file => new RemoteFile(file.Key, file.Value.Length, Convert.ToHexStringLower(SHA256.HashData(file.Value))))]);

    [Fact]
    public void Files_arrive_with_progress_and_are_found_the_next_time()
    {
        RemoteDataSet set = Tiny;
        List<DownloadProgress> progress = [];
        DataSplit split = Store(request => Answer(request)).Open(set, new Recorder(progress));
        Assert.Equal(6, split.Train.Count);
        split.Load();
        Assert.Equal(_server.Keys.Order(), Directory.GetFiles(SetFolder).Select(Path.GetFileName).Order());
        Assert.All(set.Files, file => Assert.Contains(new DownloadProgress(file.Name, file.Length, file.Length), progress));

        DataSplit again = Store(_ => throw new InvalidOperationException("asked the server again")).Open(set, null);
        Assert.Equal(2, again.Test.Count);
    }

    [Fact]
    public void Only_missing_files_are_fetched()
    {
        RemoteDataSet set = Tiny;
        Directory.CreateDirectory(SetFolder);
        File.WriteAllBytes(Path.Combine(SetFolder, set.Files[0].Name), _server[set.Files[0].Name]);
        List<string> asked = [];
        Store(request =>
        {
            asked.Add(request.RequestUri!.ToString());
            return Answer(request);
        }).Open(set, null);
        Assert.Equal(set.Files.Skip(1).Select(file => $"https://example.org/tiny/{file.Name}"), asked);
    }

    [Fact]
    public void A_wrong_sum_leaves_nothing_behind()
    {
        RemoteDataSet set = Tiny;
        _server[set.Files[0].Name][^1] ^= 1;
        AssertFails(set, request => Answer(request), "SHA-256");
    }

    [Fact]
    public void Too_many_and_too_few_bytes_leave_nothing_behind()
    {
        RemoteDataSet set = Tiny;
        string name = set.Files[0].Name;
        byte[] right = _server[name];
        _server[name] = [.. right, 0];
        AssertFails(set, request => Answer(request), "more than");
        _server[name] = right[..^1];
        AssertFails(set, request => Answer(request), $"only {right.Length - 1} of {right.Length} bytes");
    }

    [Fact]
    public void A_connection_that_breaks_leaves_nothing_behind()
    {
        AssertFails(Tiny, _ => new HttpResponseMessage { Content = new StreamContent(new BreakingStream()) }, "cut the wire");
    }

    [Fact]
    public void A_server_that_falls_silent_is_given_up()
    {
        DataSetStore store = Store(
            _ => new HttpResponseMessage { Content = new StreamContent(new SilentStream()) }, patience: TimeSpan.FromMilliseconds(300));
        AssertFails(store, Tiny, "no answer");
    }

    [Fact]
    public void Without_a_network_one_line_says_which_files_to_put_where()
    {
        DataDownloadException e = AssertFails(Tiny, _ =>
            throw new HttpRequestException("Name or service not known"), "Name or service not known");
        Assert.DoesNotContain('\n', e.Message);
        Assert.StartsWith("tiny: cannot download https://example.org/tiny/", e.Message);
        Assert.Contains($"into {SetFolder}", e.Message);
        Assert.All(_server.Keys, name => Assert.Contains(name, e.Message));
        Assert.Contains("NORMSHARP_DATA", e.Message);
    }

    [Fact]
    public void A_refusal_of_the_server_is_told() =>
        AssertFails(Tiny, _ => new HttpResponseMessage(HttpStatusCode.NotFound), "404");

    [Fact]
    public void The_users_own_folder_comes_first()
    {
        string data = _folder.File("data");
        string named = Directory.CreateDirectory(Path.Combine(data, "fashion-mnist")).FullName;
        SampleFiles.WriteIdxFolder(named);
        DataSplit split = Store(_ => throw new HttpRequestException("offline"), data).Open(RemoteDataSet.FashionMnist, null);
        Assert.Equal("Ankle boot", split.Train.ClassNames[9]);
    }

    [Fact]
    public void A_folder_without_a_name_serves_the_set_that_it_holds()
    {
        string data = Directory.CreateDirectory(_folder.File("data")).FullName;
        SampleFiles.WriteIdxFolder(data);
        DataSetStore store = Store(_ => throw new HttpRequestException("offline"), data);
        Assert.Equal("9", store.Open(RemoteDataSet.Mnist, null).Train.ClassNames[9]);
        Assert.Throws<DataDownloadException>(() => store.Open(RemoteDataSet.FashionMnist, null));
    }

    [Fact]
    public void The_sums_of_fashion_mnist_are_those_of_the_official_files()
    {
        string folder = SharedData.Folder("fashion-mnist");
        foreach (RemoteFile file in RemoteDataSet.FashionMnist.Files)
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(folder, file.Name));
            Assert.Equal((file.Length, file.Sha256), (bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        }

        // In a folder of another name the labels themselves tell that it is Fashion-MNIST.
        string copy = Directory.CreateDirectory(_folder.File("copy")).FullName;
        foreach (RemoteFile file in RemoteDataSet.FashionMnist.Files)
        {
            File.Copy(Path.Combine(folder, file.Name), Path.Combine(copy, file.Name));
        }

        Assert.Equal("T-shirt/top", DataSets.Open(copy).Train.ClassNames[0]);
    }

    public void Dispose() => _folder.Dispose();

    private DataDownloadException AssertFails(RemoteDataSet set, Func<HttpRequestMessage, HttpResponseMessage> answer, string expected)
        => AssertFails(Store(answer), set, expected);

    private DataDownloadException AssertFails(DataSetStore store, RemoteDataSet set, string expected)
    {
        DataDownloadException e = Assert.Throws<DataDownloadException>(() => store.Open(set, null));
        Assert.Contains(expected, e.Message);
        Assert.Empty(Directory.GetFiles(SetFolder));
        return e;
    }

    private DataSetStore Store(Func<HttpRequestMessage, HttpResponseMessage> answer, string? data = null, TimeSpan? patience = null) =>
        new(data, Cache, new Downloader(new Server(answer)) { Patience = patience ?? Patience.Hang });

    private HttpResponseMessage Answer(HttpRequestMessage request) =>
        new() { Content = new ByteArrayContent(_server[Path.GetFileName(request.RequestUri!.AbsolutePath)]) };

    private sealed class Recorder(List<DownloadProgress> reports) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => reports.Add(value);
    }

    private sealed class Server(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(answer(request));
    }

    /// <summary>Ten bytes, then an error.</summary>
    private sealed class BreakingStream : MemoryStream
    {
        private bool _hasSent;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_hasSent)
            {
                throw new IOException("someone cut the wire");
            }

            _hasSent = true;
            return ValueTask.FromResult(10);
        }
    }

    /// <summary>Nothing, for ever.</summary>
    private sealed class SilentStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
