using FunctionalGraph;
using NormSharp.Backends;
using NormSharp.GradientChecking;
using NormSharp.Graphs;
using NormSharp.Inference;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;
using NormSharp.Tests.Inference;
using NormSharp.Tests.Transforms;
using NormSharp.Transforms;

namespace NormSharp.Tests.Samples;

/// <summary>
/// A layer from outside, samples/FunctionalGraph/ChannelScale.cs, which is compiled there against the public surface alone: one definition,
/// and it is saved, loaded, summarised, planned and folded.
/// </summary>
public sealed class ChannelScaleTests
{
    private static readonly Shape Input = [2, 3, 6, 6];

    public ChannelScaleTests() => LayerCatalog.Register(ChannelScale.Definition);

    [Fact]
    public void Its_gradients_are_those_of_differences()
    {
        GradientCheckResult result = GradientCheck.Run(new ChannelScale(3), RandomTensor.Normal(5, [4, 3, 2, 2]));
        Assert.True(result.RelativeError < 1e-6, result.ToString());
    }

    [Fact]
    public void It_is_saved_and_loaded()
    {
        using var folder = new TemporaryFolder();
        Sequential model = Model();
        ModelFile.Save(folder.File("model.safetensors"), model);
        Module again = ModelFile.Load(folder.File("model.safetensors")).Module;
        Tensor x = RandomTensor.Normal(1, Input);
        Assert.Equal(RandomState.Outputs(model, x, Backend.Default), RandomState.Outputs(again, x, Backend.Default));
    }

    [Fact]
    public void It_is_summarised_and_measured_without_being_run()
    {
        ModelSummaryRow row = ModelSummary.Of(Model(), Input).Rows[2];
        Assert.Equal(("2", "ChannelScale", 4L), (row.Name, row.Layer, row.Parameters));
        Assert.Equal([2, 4, 4, 4], row.Output);
        Assert.Equal(4, ModelSize.Of(new ChannelScale(4).Describe()).State.Parameters);
        LayerException error = Assert.Throws<LayerException>(() => ModelGraph.Of(new Sequential(new ChannelScale(5)), Input));
        Assert.Contains("takes [N, 5, H, W]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_planned_by_its_own_step()
    {
        Sequential model = Model();
        Tensor x = RandomTensor.Normal(1, Input);
        var plan = InferencePlan.Compile(model, Input, new InferencePlanOptions { FoldsNormalization = false });
        Assert.Equal("ChannelScale", plan.Steps[1].Operation);
        Assert.Equal(RandomState.Outputs(model, x, Backend.Default), PlanOutputs.Of(plan, x));
    }

    [Fact]
    public void It_is_folded_since_it_says_so()
    {
        Sequential model = Model();
        FoldResult result = BatchNormFolding.Fold(model, Input);
        Assert.Equal([("2", "3")], result.Folded.Select(fold => (fold.Name, fold.Into)));
        var reference = new ReferenceBackend();
        Tensor x = RandomTensor.Normal(1, Input);
        double difference = RandomState.Difference(
            RandomState.Outputs(model, x, reference), RandomState.Outputs(result.Model, x, reference));
        Expect.True(difference < 1e-6, $"outputs differ by {difference:E2}");
    }

    /// <summary>The layer stands after an activation, so it can only be folded into the convolution after it.</summary>
    private static Sequential Model()
    {
        Sequential model = new Sequential(
            new Conv2d(3, 4, 3), new Relu(), new ChannelScale(4), new Conv2d(4, 2, 3), new Flatten()).Randomized();
        RandomTensor.Normal(9, [4]).CopyTo(((ChannelScale)model.Layers[2]).Scale.AsSpan());
        return model;
    }
}
