using NormSharp.Imaging;
using NormSharp.Interop;
using NormSharp.Models;
using NormSharp.Training;

namespace NormSharp.Extensions.Tests.Samples;

/// <summary>samples/FineTuneOnnx: a classifier in an ONNX file learns other classes, and is written back.</summary>
public class FineTuneOnnxTests
{
    [Fact]
    public async Task A_model_of_an_onnx_file_learns_photos()
    {
        using var folder = new TemporaryFolder();
        Photos.Write(folder["photos"], 30, _ => (28, 28));
        Layers.Module ten = ModelCatalog.Create("lenet-bn", new ModelOptions { Classes = 10 });
        NetworkFiles.SaveOnnx(folder.File("ten.onnx"), ten, [[1, 1, 28, 28]]);

        string[] lines = await SampleProcess.RunAsync("FineTuneOnnx", folder.Path, folder.File("ten.onnx"), folder["photos"], "28", "1");
        Assert.Matches(@"^12 test photos: (100|[89]\d)\.\d.?% right$", Assert.Single(lines));
        Predictor predictor = Predictor.Load(folder.File("tuned.safetensors"));
        Assert.Equal("sky", predictor.PredictFile(folder["photos", "sky", "photo3.jpg"], PhotoDecoder.Instance)[0].Name);
        var read = new Predictor(NetworkFiles.Load(folder.File("tuned.onnx")), predictor.Input);
        Assert.Equal("land", read.PredictFile(folder["photos", "land", "photo3.jpg"], PhotoDecoder.Instance)[0].Name);
    }
}
