using System.Net;
using System.Text.Json.Nodes;
using NormSharp.Imaging;
using NormSharp.Models;
using NormSharp.Training;

namespace NormSharp.Extensions.Tests.Samples;

/// <summary>samples/WebClassifier, with a browser's requests.</summary>
public sealed class WebClassifierTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new() { Timeout = Patience.Hang };
    private Predictor _predictor = null!;
    private WebServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        Layers.Module model = ModelCatalog.Create("lenet-bn", new ModelOptions { Classes = 3, Seed = 5 });
        _predictor = new Predictor(model, new ModelInput(new(1, 28, 28), ["<shoe>", "shirt", "bag"]) { ResizesPictures = true });
        _predictor.Save(_folder.File("model.safetensors"));
        _server = await WebServer.StartAsync(_folder.Path);
        _client.BaseAddress = _server.Address;
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        _server.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task It_listens_on_this_machine_alone_and_has_a_page()
    {
        Assert.Equal("127.0.0.1", _server.Address.Host);
        using HttpResponseMessage page = await _client.GetAsync(string.Empty);
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        string text = await page.Content.ReadAsStringAsync();
        Assert.Contains("tells 3 classes apart: &lt;shoe&gt;, shirt, bag.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sixty_four_requests_at_once_get_what_the_model_says_of_each()
    {
        byte[][] pictures = [.. Enumerable.Range(0, 64).Select(i => Photos.Jpeg(i % 2 == 0 ? "sky" : "land", i, 30 + i, 60 - (i / 2)))];
        (HttpStatusCode Status, JsonNode Answer)[] answers = await Task.WhenAll(pictures.Select(PostAsync));
        for (int i = 0; i < pictures.Length; i++)
        {
            Assert.Equal(HttpStatusCode.OK, answers[i].Status);
            IReadOnlyList<ClassProbability> expected = _predictor.Predict(new MemoryStream(pictures[i]), PhotoDecoder.Instance);
            Assert.Equal(expected[0].Name, (string?)answers[i].Answer["class"]);
            Assert.Equal(
                expected.Select(entry => (entry.Class, entry.Name, entry.Probability)),
                answers[i].Answer["top"]!.AsArray().Select(
                    entry => ((int)entry!["class"]!, (string)entry["name"]!, (float)entry["probability"]!)));
        }
    }

    [Fact]
    public async Task What_is_no_picture_is_refused_with_a_sentence()
    {
        (HttpStatusCode status, JsonNode answer) = await PostAsync("no picture"u8.ToArray());
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("the picture: is no picture that can be read: expected JPEG, PNG, WebP, BMP or GIF.", (string?)answer["error"]);

        using HttpResponseMessage nothing = await _client.PostAsync("predict", null);
        Assert.Equal(HttpStatusCode.BadRequest, nothing.StatusCode);
        Assert.Contains("curl -F picture=@", await nothing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_has_a_limit()
    {
        using var large = new ByteArrayContent(new byte[11_000_000]);
        using var form = new MultipartFormDataContent { { large, "picture", "large.jpg" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "predict") { Content = form, Headers = { ExpectContinue = true } };
        using HttpResponseMessage response = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    /// <summary>Minutes of work, so it runs with the long tests.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public async Task Ten_thousand_requests_leave_the_memory_as_it_was()
    {
        byte[] picture = Photos.Jpeg("sky", 1, 64, 48);
        await ManyAsync(picture, 2000);
        long before = _server.Memory;
        await ManyAsync(picture, 8000);
        long after = _server.Memory;
        TestContext.Current.TestOutputHelper?.WriteLine($"{before >> 20} MB after 2,000 requests, {after >> 20} MB after 10,000");
        Assert.True(after < before + (64L << 20), $"{before} bytes after 2,000 requests, {after} after 10,000");
    }

    private async Task ManyAsync(byte[] picture, int count)
    {
        for (int i = 0; i < count; i += 50)
        {
            (HttpStatusCode Status, JsonNode Answer)[] answers =
                await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PostAsync(picture)));
            Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        }
    }

    private async Task<(HttpStatusCode Status, JsonNode Answer)> PostAsync(byte[] picture)
    {
        using var content = new ByteArrayContent(picture);
        using var form = new MultipartFormDataContent { { content, "picture", "picture.jpg" } };
        using HttpResponseMessage response = await _client.PostAsync("predict", form);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }
}
