using NormSharp;
using NormSharp.Data;
using NormSharp.Extensions;
using NormSharp.Imaging;
using NormSharp.Training;
using WebClassifier;

const int MostBytes = 10_000_000;
WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
string model = builder.Configuration["model"] ?? "model.safetensors";
builder.Services.AddPredictor(model);
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Add(AnswerJson.Default));
builder.WebHost.ConfigureKestrel(server => server.Limits.MaxRequestBodySize = MostBytes);
if (string.IsNullOrEmpty(builder.Configuration["urls"]))
{
    // This machine only; whoever wants more says so by --urls.
    builder.WebHost.UseUrls($"http://127.0.0.1:{builder.Configuration["port"] ?? "5080"}");
}

WebApplication app = builder.Build();
app.Services.GetRequiredService<Predictor>();   // a model that cannot be loaded is told now
app.MapGet("/", (Predictor predictor) => Results.Content(Page.Of(predictor.Input), "text/html; charset=utf-8"));
app.MapPost("/predict", async (HttpRequest request, Predictor predictor) =>
{
    if (!request.HasFormContentType || (await request.ReadFormAsync()).Files is not [IFormFile picture, ..])
    {
        return Refused("send a picture as a file of a form, such as by curl -F picture=@shoe.jpg");
    }

    try
    {
        using Stream stream = picture.OpenReadStream();
        return Results.Json(Answer.Of(predictor.Predict(stream, PhotoDecoder.Instance)), AnswerJson.Default.Answer);
    }
    catch (Exception exception) when (exception is NormSharpException or DataException)
    {
        return Refused(exception.Message);
    }
});
app.Run();

static IResult Refused(string why) => Results.Json(new Problem(why), AnswerJson.Default.Problem, statusCode: 400);
