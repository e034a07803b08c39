using NormSharp.Imaging;
using NormSharp.Training;

namespace NormSharp.Extensions.Tests.Samples;

/// <summary>samples/PhotoTrainer: from a folder of photos to a model that knows them.</summary>
public class PhotoTrainerTests
{
    [Fact]
    public async Task A_folder_of_photos_becomes_a_model()
    {
        using var folder = new TemporaryFolder();
        Photos.Write(folder["photos"], 25, i => (40 + (i % 7), 40 - (i % 5)));
        File.WriteAllBytes(folder["photos", "sky", "torn.jpg"], Photos.Jpeg("sky", 1, 40, 40)[..300]);

        string[] lines = await SampleProcess.RunAsync("PhotoTrainer", folder.Path, folder["photos"], "4");
        Assert.Equal(5, lines.Length);
        Assert.Matches(@"^epoch 4: \d+\.\d.?% of the validation photos$", lines[3]);
        Assert.Matches(@"^1[01] test photos: (100|[89]\d)\.\d.?% right$", lines[4]);
        Predictor predictor = Predictor.Load(folder["photos.safetensors"]);
        foreach (string name in Photos.Classes)
        {
            Assert.Equal(name, predictor.PredictFile(folder["photos", name, "photo3.jpg"], PhotoDecoder.Instance)[0].Name);
        }
    }
}
