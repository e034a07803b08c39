using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Training;

var data = DataSets.Open("garments");
var model = new Sequential(
    new Conv2d(1, 6, 5), new BatchNorm(6), new Sigmoid(), new AveragePool2d(2),
    new Conv2d(6, 16, 5), new BatchNorm(16), new Sigmoid(), new AveragePool2d(2),
    new Flatten(), new Linear(256, 120), new BatchNorm(120), new Sigmoid(),
    new Linear(120, 84), new BatchNorm(84), new Sigmoid(), new Linear(84, 10));

var trainer = new Trainer(model, new TrainerOptions { Epochs = 5, LearningRate = 1.0 });
var summary = trainer.Fit(data);
Console.WriteLine($"test accuracy {summary.TestAccuracy:P1}, with recalibrated statistics {summary.RecalibratedTestAccuracy:P1}");

trainer.CreatePredictor().Save("lenet.safetensors");
Console.WriteLine($"the first test picture shows: {Predictor.Load("lenet.safetensors").Predict(data.Test.Image(0))[0]}");
