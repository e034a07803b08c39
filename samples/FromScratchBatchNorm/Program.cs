using FromScratchBatchNorm;
using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Training;

// LeNet with a batch normalization written by hand from primitives (ScratchBatchNorm.cs), trained on pictures of clothes.
var model = new Sequential(
    new Conv2d(1, 6, 5), new ScratchBatchNorm(6), new Sigmoid(), new AveragePool2d(2),
    new Conv2d(6, 16, 5), new ScratchBatchNorm(16), new Sigmoid(), new AveragePool2d(2),
    new Flatten(), new Linear(256, 120), new ScratchBatchNorm(120), new Sigmoid(),
    new Linear(120, 84), new ScratchBatchNorm(84), new Sigmoid(), new Linear(84, 10));

// Recalibration knows the library's own layer only.
var trainer = new Trainer(model, new TrainerOptions { Epochs = 5, LearningRate = 1.0, Recalibrate = false });
var summary = trainer.Fit(DataSets.Open("garments"));
Console.WriteLine(
    $"training accuracy {summary.TrainAccuracy:P1}, test accuracy {summary.TestAccuracy:P1}, {summary.ImagesPerSecond:N0} images/s");
