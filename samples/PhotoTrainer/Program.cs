using NormSharp.Data;
using NormSharp.Imaging;
using NormSharp.Models;
using NormSharp.Training;
using PhotoTrainer;

// A folder of photos, a folder a class, becomes a model: PhotoTrainer FOLDER [EPOCHS]
var data = DataSets.OpenFolder(args[0], new PictureOptions { Decoder = PhotoDecoder.Instance, Size = 32, Channels = 3, SkipBad = 0.05 });
var model = ModelCatalog.Create("resnet20", new ModelOptions { Input = (3, 32, 32), Classes = data.Train.ClassCount });
var options = new TrainerOptions
{
    Epochs = args.Length > 1 ? int.Parse(args[1]) : 30,
    BatchSize = 16,
    LearningRate = 0.05,
    NormalizeInput = true,
    ValidationShare = 0.1,
    Augmentation = new Augmentation { CropArea = 0.5, HorizontalFlip = true },
    Schedule = new ScheduleOptions { Kind = ScheduleKind.Cosine },
};
var trainer = new Trainer(model, options) { Progress = new EpochLines() };
var summary = trainer.Fit(data);
Console.WriteLine($"{data.Test.Count} test photos: {summary.RecalibratedTestAccuracy:P1} right");
trainer.CreatePredictor().Save("photos.safetensors");
