using FunctionalGraph;
using NormSharp.Data;
using NormSharp.Graphs;
using NormSharp.Inference;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Training;
using NormSharp.Transforms;

// A layer of our own joins the catalogue; ChannelScale.cs has it.
LayerCatalog.Register(ChannelScale.Definition);

// A small U: down by two, up again, and across; a dense connection and a gate on the way.
var net = new NetworkBuilder();
SymbolicTensor image = net.Input("image");
SymbolicTensor wide = Block("wide", image, 1, 8);
SymbolicTensor down = net.Add("down", new MaxPool2d(2), wide);
SymbolicTensor deep = Block("deep1", down, 8, 8);
SymbolicTensor dense = net.Concatenate(deep, Block("deep2", deep, 8, 8), down);
SymbolicTensor up = net.Add("up", new Upsample2d(2), Excited("gate", dense, 24));
SymbolicTensor across = net.Concatenate(up, wide);
SymbolicTensor last = net.Add("scale", new ChannelScale(8), Block("last", across, 32, 8));
SymbolicTensor pooled = net.Add("flatten", new Flatten(), net.Add("pool", new AveragePool2d(4), last));
Network model = net.Build(net.Add("fc", new Linear(8 * 7 * 7, 10), pooled));
model.Initialize(1);

DataSplit data = DataSets.Open("garments");
var trainer = new Trainer(model, new TrainerOptions { Epochs = 1, LearningRate = 0.1, BatchSize = 20 });
TrainingSummary summary = trainer.Fit(new DataSplit(data.Train.Take(2000), data.Test.Take(500)));
Console.WriteLine($"{ModelSummary.Of(model, [1, 1, 28, 28]).Rows.Count} layers, test accuracy {summary.TestAccuracy:P1}");

ModelFile.Save("graph.safetensors", model);
Module loaded = ModelFile.Load("graph.safetensors").Module;
FoldResult folded = BatchNormFolding.Fold(loaded, [1, 1, 28, 28]);
InferencePlan plan = InferencePlan.Compile(folded.Model, [16, 1, 28, 28]);
Console.WriteLine($"folded {string.Join(", ", folded.Folded.Select(layer => $"{layer.Name} into {layer.Into}"))}");
Console.WriteLine($"a plan of {plan.Steps.Count} steps in {plan.PeakBytes / 1024} KB, without sharing {plan.UnsharedBytes / 1024} KB");

SymbolicTensor Block(string name, SymbolicTensor x, int inChannels, int outChannels)
{
    x = net.Add($"{name}_conv", new Conv2d(inChannels, outChannels, 3, new Conv2dOptions { Padding = 1, Bias = false }), x);
    return net.Add($"{name}_act", new Relu(), net.Add($"{name}_bn", new BatchNorm(outChannels), x));
}

// Squeeze and excitation: each channel is scaled by what the means of all channels say.
SymbolicTensor Excited(string name, SymbolicTensor x, int channels)
{
    SymbolicTensor means = net.Add($"{name}_squeeze", new GlobalAveragePool2d(), x);
    SymbolicTensor hidden = net.Add($"{name}_relu", new Relu(), net.Add($"{name}_fc1", new Conv2d(channels, channels / 4, 1), means));
    SymbolicTensor gate = net.Add($"{name}_sigmoid", new Sigmoid(), net.Add($"{name}_fc2", new Conv2d(channels / 4, channels, 1), hidden));
    return net.Add(name, new Product(), x, gate);
}
