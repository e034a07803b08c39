using NormSharp.Data;
using NormSharp.Imaging;
using NormSharp.Interop;
using NormSharp.Models;
using NormSharp.Training;

// A classifier in an ONNX file learns the classes of a folder of photos: FineTuneOnnx MODEL.onnx FOLDER SIZE CHANNELS
(int size, int channels) = (int.Parse(args[2]), int.Parse(args[3]));
var data = DataSets.OpenFolder(args[1], new PictureOptions { Decoder = PhotoDecoder.Instance, Size = size, Channels = channels });
var model = NewHead.Create(NetworkFiles.LoadOnnx(args[0]), data.Train.ClassCount, seed: 1);
var trainer = new Trainer(model, new TrainerOptions
{
    Epochs = 10,
    BatchSize = 16,
    LearningRate = 0.01,
    Optimizer = new OptimizerOptions { Momentum = 0.9 },
    Schedule = new ScheduleOptions { Kind = ScheduleKind.Cosine },
    HeadFirstEpochs = 2,   // the new last layer learns alone first, on statistics of the new photos
});
var summary = trainer.Fit(data);
Console.WriteLine($"{data.Test.Count} test photos: {summary.RecalibratedTestAccuracy:P1} right");
trainer.CreatePredictor().Save("tuned.safetensors");
NetworkFiles.SaveOnnx("tuned.onnx", model, [[1, channels, size, size]]);
