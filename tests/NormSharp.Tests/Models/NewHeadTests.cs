using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Models;

namespace NormSharp.Tests.Models;

public sealed class NewHeadTests
{
    [Theory]
    [InlineData("lenet-bn", 5)]
    [InlineData("lenet-bn", 10)]
    [InlineData("resnet20", 3)]
    public void Everything_but_the_last_layer_is_taken_over(string name, int classes)
    {
        Module model = ModelCatalog.Create(name, new ModelOptions { Input = (3, 32, 32), Seed = 4 });
        model.FreezeParameters(new LayerPattern("*"));
        BatchNorm norm = model.NamedModules().Select(entry => entry.Module).OfType<BatchNorm>().Last();
        norm.RunningMean!.AsSpan().Fill(0.25f);
        norm.FreezesStatistics = true;
        norm.BatchesTracked!.Value = 9;

        Module result = NewHead.Create(model, classes, seed: 8);

        string head = model.NamedModules().Last(entry => entry.Module is Linear).Name;
        foreach ((string parameter, Parameter values) in result.NamedParameters())
        {
            bool isHead = parameter.StartsWith(head + ".", StringComparison.Ordinal);
            Assert.Equal(!isHead, values.IsFrozen);
            float[] before = model.NamedParameters().Single(entry => entry.Name == parameter).Parameter.ToArray();
            Assert.Equal(!isHead, before.AsSpan().SequenceEqual(values.ToArray()));
        }

        BatchNorm copy = result.NamedModules().Select(entry => entry.Module).OfType<BatchNorm>().Last();
        Assert.True(copy.FreezesStatistics);
        Assert.Equal(9, copy.BatchesTracked!.Value);
        Assert.Equal(0.25f, copy.RunningMean!.AsSpan()[0]);
        Assert.Equal(classes, ((Linear)result.NamedModules().Single(entry => entry.Name == head).Module).OutFeatures);
        Assert.Equal(10, ((Linear)model.NamedModules().Single(entry => entry.Name == head).Module).OutFeatures);
    }

    [Fact]
    public void The_seed_draws_the_head()
    {
        Module model = ModelCatalog.Create("mlp", new ModelOptions());
        float[] Head(ulong seed)
            => NewHead.Create(model, 10, seed)
                .NamedParameters()
                .Last(entry => entry.Name.EndsWith("weight", StringComparison.Ordinal)).Parameter.ToArray();
        Assert.Equal(Head(1), Head(1));
        Assert.NotEqual(Head(1), Head(2));
    }

    [Fact]
    public void What_does_not_end_in_a_linear_layer_is_refused()
    {
        Assert.Contains("bn", Assert.Throws<ArgumentException>(
            () => NewHead.Create(new Sequential(("fc", new Linear(3, 4)), ("bn", new BatchNorm(4))), 5, 1)).Message,
                StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => NewHead.Create(new Sequential(new Relu()), 5, 1));
        Assert.Throws<ArgumentException>(() => NewHead.Create(new Sequential(new Linear(3, 4)), 1, 1));
    }
}
