using NormSharp.Backends;
using NormSharp.Inference;
using NormSharp.Layers;
using NormSharp.Tensors;
using NormSharp.Tests.Transforms;

namespace NormSharp.Tests.Inference;

/// <summary>Plans whose images lie in blocks of channels.</summary>
public class BlockedPlanTests
{
    [Fact]
    public void Every_step_that_knows_blocks_gives_what_its_layer_gives()
    {
        (string Name, Func<Module> Make)[] tails =
        [
            ("max pooling", () => new MaxPool2d(3, 2, 1)),
            ("average pooling", () => new AveragePool2d(3, 2, 1)),
            ("average pooling, padding not counted", () => new AveragePool2d(2, 1, 1, countPadding: false)),
            ("mean of planes", () => new GlobalAveragePool2d()),
            ("activation", () => new Sequential(new MaxPool2d(2), new Sigmoid())),
            ("normalization", () => new Sequential(new MaxPool2d(2), new BatchNorm(20), new Relu())),
            ("shortcut with zeros", () => new Residual(
                new Conv2d(20, 36, 3, new Conv2dOptions { Stride = 2, Padding = 1 }), new ZeroPaddedShortcut(2, 8, 8), new Relu())),
            ("depthwise", () => new Conv2d(20, 20, 5, new Conv2dOptions { Groups = 20, Padding = 2, Bias = false })),
            ("groups of other sizes", () => new Conv2d(20, 40, 3, new Conv2dOptions { Groups = 4 })),
            ("dilated", () => new Conv2d(20, 7, 3, new Conv2dOptions { Dilation = 2, Padding = 2 })),
        ];
        foreach ((string name, Func<Module> make) in tails)
        {
            // A border for the second convolution, which the tail's output has to bring.
            var model = new Sequential(new Conv2d(3, 20, 3, new Conv2dOptions { Padding = 1 }), new Silu(), make()).Randomized();
            Compare(name, model, [5, 3, 13, 11]);
        }
    }

    [Fact]
    public void Borders_are_zero_whatever_was_computed_before()
    {
        // 1/(1 + e⁰) is not 0: the border has to be cleared before the convolution that pads with it.
        var model = new Sequential(
            new Conv2d(3, 20, 1), new MaxPool2d(2), new Sigmoid(), new Conv2d(20, 5, 5, new Conv2dOptions { Padding = 2 })).Randomized();
        Compare("sigmoid before padding", model, [3, 3, 12, 12]);
    }

    [Fact]
    public void Few_channels_are_read_where_they_lie()
    {
        var plan = InferencePlan.Compile(new Sequential(new Conv2d(3, 20, 3), new Relu(), new Conv2d(20, 20, 3)), [2, 3, 12, 12]);
        Assert.DoesNotContain(plan.Steps, step => step.Operation == "into blocks");
        Assert.Single(plan.Steps, step => step.Operation == "out of blocks");
    }

    [Fact]
    public void Padding_out_of_proportion_takes_no_border()
    {
        var far = new Conv2dOptions { Padding = 2000, Stride = 3000 };
        var model = new Sequential(new Conv2d(3, 20, 3), new Conv2d(20, 20, 3, far)).Randomized();
        Assert.True(InferencePlan.Compile(model, [1, 3, 8, 8]).PeakBytes < 1 << 20);
        Compare("far padding", model, [2, 3, 8, 8]);
    }

    [Fact]
    public void Exact_plans_and_large_batches_have_no_blocks()
    {
        var model = new Sequential(new Conv2d(20, 20, 3), new Conv2d(20, 20, 3)).Randomized();
        InferencePlan[] plans =
        [
            InferencePlan.Compile(model, [2, 20, 12, 12], new InferencePlanOptions { FoldsNormalization = false }),
            InferencePlan.Compile(model, [64, 20, 12, 12]),
        ];
        Assert.All(plans, plan => Assert.Equal(2, plan.Steps.Count));
        Assert.Equal(4, InferencePlan.Compile(model, [2, 20, 12, 12]).Steps.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Hard_swish_spelled_out_becomes_an_activation(bool dividesLast)
    {
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Add("first", new Conv2d(3, 20, 3), net.Input("image"));
        SymbolicTensor gate = net.Add("clip", new Clip(0, 6), net.Add("shift", new Affine(1, 3), x));
        SymbolicTensor y = dividesLast
            ? net.Add("divide", new Affine(1 / 6.0, 0), net.Add("times", new Product(), x, gate))
            : net.Add("times", new Product(), x, net.Add("divide", new Affine(1 / 6.0, 0), gate));
        Module model = net.Build(net.Add("last", new Conv2d(20, 8, 3, new Conv2dOptions { Padding = 1 }), y)).Randomized();
        Compare("hard swish", model, [2, 3, 9, 9]);
        Assert.Contains(InferencePlan.Compile(model, [2, 3, 9, 9]).Steps, step => step.Operation == "Conv2d + HardSwish");
    }

    private static void Compare(string name, Module model, Shape input)
    {
        model.Evaluate();
        var plan = InferencePlan.Compile(model, input);
        foreach (int batch in (int[])[input[0], 1, 2])
        {
            Tensor x = RandomTensor.Normal((ulong)batch, input.With(0, batch));
            double[] expected = RandomState.Outputs(model, x, Backend.Default);
            double difference = RandomState.Difference(expected, PlanOutputs.Of(plan, x));
            Expect.True(difference < 1e-5, $"{name}, batch {batch}: outputs differ by {difference:E2}");
        }
    }
}
