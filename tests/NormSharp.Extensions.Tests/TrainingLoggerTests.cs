using Microsoft.Extensions.Logging;
using NormSharp.Data;
using NormSharp.Models;
using NormSharp.Training;

namespace NormSharp.Extensions.Tests;

public class TrainingLoggerTests
{
    [Fact]
    public void A_training_is_told_as_it_goes()
    {
        using var folder = new TemporaryFolder();
        var log = new LogOfTest();
        var options = new TrainerOptions { Epochs = 3, BatchSize = 4, LearningRate = 0.1, OutputFolder = folder["run"] };
        DataSplit data = DataSets.Open("garments");
        data = new DataSplit(data.Train.Take(100), data.Test.Take(20));
        new Trainer(ModelCatalog.Create("lenet-bn", new ModelOptions()), options).Fit(data, new TrainingLogger(log));

        string[] told = [.. log.Lines.Where(line => line.Level == LogLevel.Information).Select(line => line.Line)];
        Assert.Equal(4, told.Length);
        Assert.Matches(@"^training \d+ parameters on 100 images: 3 epochs of 25 steps$", told[0]);
        Assert.Matches(@"^epoch 1: train loss \d\.\d{4}, accuracy .*; test loss \d\.\d{4}, accuracy .*$", told[1]);
        Assert.StartsWith("epoch 3: ", told[3], StringComparison.Ordinal);
        Assert.Contains(log.Lines, line => line.Level == LogLevel.Warning && line.Line.StartsWith("BN002 ", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Level == LogLevel.Debug && line.Line.StartsWith("checkpoint ", StringComparison.Ordinal));
    }
}
