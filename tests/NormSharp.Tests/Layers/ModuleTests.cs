using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers;

public class ModuleTests
{
    [Fact]
    public void State_is_named_like_PyTorchs()
    {
        Sequential model = Nested();
        Assert.Equal(
            ["conv.weight", "conv.bias", "block.branch.0.weight", "block.branch.1.weight", "block.branch.1.bias"],
            model.NamedParameters().Select(entry => entry.Name));
        Assert.Equal(["block.branch.1.running_mean", "block.branch.1.running_var"], model.NamedBuffers().Select(entry => entry.Name));
        Assert.Equal(["block.branch.1.num_batches_tracked"], model.NamedCounters().Select(entry => entry.Name));
        Assert.Equal("block.branch.1", model.NamedModules().Single(entry => entry.Module is BatchNorm).Module.Path);
    }

    [Fact]
    public void Modes_reach_every_descendant()
    {
        Sequential model = Nested();
        Assert.All(model.NamedModules(), entry => Assert.True(entry.Module.IsTraining));
        model.Evaluate();
        Assert.All(model.NamedModules(), entry => Assert.False(entry.Module.IsTraining));
        model.Train();
        Assert.All(model.NamedModules(), entry => Assert.True(entry.Module.IsTraining));
    }

    [Fact]
    public void Freezing_stops_gradients_below()
    {
        Sequential model = Nested();
        model.Layers[1].Freeze();
        using var tape = new Tape();
        Tensor y = model.Forward(tape.Input(RandomTensor.Normal(1, [2, 1, 4, 4])));
        tape.Backward(y, RandomTensor.Normal(2, y.Shape));
        Assert.All(
            model.NamedParameters(),
            entry => Assert.Equal(entry.Name.StartsWith("conv.", StringComparison.Ordinal), entry.Parameter.HasGradient));
    }

    [Fact]
    public void The_same_seed_draws_the_same_values_and_another_seed_others()
    {
        Sequential first = Nested();
        Sequential second = Nested();
        first.Initialize(5);
        second.Initialize(5);
        Assert.Equal(Values(first), Values(second));
        second.Initialize(6);
        Assert.NotEqual(Values(first), Values(second));
        Assert.NotEqual(Values(Nested()), Values(Nested()));

        static float[] Values(Module model) => [.. model.NamedParameters().SelectMany(entry => entry.Parameter.ToArray())];
    }

    [Fact]
    public void A_shared_module_counts_once()
    {
        var shared = new Linear(3, 3);
        var model = new Sequential(shared, new Tanh(), shared);
        Assert.Equal(12, model.ParameterCount());
        Assert.Equal("0", shared.Path);
    }

    [Fact]
    public void Errors_name_the_layer_once()
    {
        var model = new Sequential(("head", new Sequential(("fc", new Linear(4, 2)))));
        LayerException error = Assert.Throws<LayerException>(() => model.Forward(Tensor.Zeros([1, 5])));
        Assert.Equal("head.fc", error.Layer);
        Assert.StartsWith("layer head.fc (Linear), input [1, 5]: Linear of input", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_is_stepped_once()
        => Assert.Contains(
            "weight", Assert.Throws<ArgumentException>(() => new NormSharp.Optimizers.Sgd(
                [.. NormSharp.Optimizers.ParameterGroup.All(new Linear(2, 2)).SelectMany(group => new[] { group, group })])).Message,
                    StringComparison.Ordinal);

    [Fact]
    public void Names_of_children_are_unique()
        => Assert.Throws<ArgumentException>(() => new Sequential(("a", new Relu()), ("a", new Relu())));

    [Fact]
    public void A_residual_adds_its_branch_and_names_both_shapes_when_they_differ()
    {
        var block = new Residual(new Linear(3, 3), activation: new Relu());
        Tensor x = RandomTensor.Normal(1, [2, 3]);
        Tensor branch = block.Branch.Forward(x);
        Assert.Equal(Math.Max(0, branch[1, 2] + x[1, 2]), block.Forward(x)[1, 2], 1e-6f);
        Assert.Contains(
            "[2, 4]", Assert.Throws<LayerException>(() => new Residual(new Linear(3, 4)).Forward(x)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dropout_scales_what_it_keeps_and_draws_by_seed_and_step()
    {
        var layer = new Dropout(0.25);
        Tensor x = Tensor.Ones([100, 100]);
        layer.Seed(7, 3);
        float[] first = layer.Forward(x).ToArray();
        float[] next = layer.Forward(x).ToArray();
        layer.Seed(7, 3);
        Assert.Equal(first, layer.Forward(x).ToArray());
        Assert.NotEqual(first, next);
        Assert.Equal([0f, 4f / 3], first.Distinct().Order());
        Assert.InRange(first.Count(value => value == 0), 2300, 2700);
        layer.Evaluate();
        Assert.Same(x, layer.Forward(x));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Dropout(1));
    }

    private static Sequential Nested() => new(
        ("conv", new Conv2d(1, 2, 3, new Conv2dOptions { Padding = 1 })),
        ("block", new Residual(new Sequential(new Conv2d(2, 2, 1, new Conv2dOptions { Bias = false }), new BatchNorm(2)))),
        ("act", new Relu()));
}
