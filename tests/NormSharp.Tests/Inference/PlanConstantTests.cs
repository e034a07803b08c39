using NormSharp.Backends;
using NormSharp.Inference;
using NormSharp.Layers;
using NormSharp.Tensors;
using NormSharp.Tests.Transforms;

namespace NormSharp.Tests.Inference;

/// <summary>Constants of a network, which are there once however many samples there are: the boxes of a detector, say.</summary>
public class PlanConstantTests
{
    [Theory]
    [InlineData("sum")]
    [InlineData("sum of three")]
    [InlineData("concatenation")]
    [InlineData("product")]
    [InlineData("choice")]
    [InlineData("convolution and sum")]
    public void A_constant_meets_every_sample(string join)
    {
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Input("image");
        SymbolicTensor boxes = net.Add("boxes", new Constant(RandomTensor.Normal(2, [1, 20, 6, 5])));
        SymbolicTensor y = join switch
        {
            "sum" => net.Add("sum", new Sum(), x, boxes),
            "sum of three" => net.Add("sum", new Sum(), x, boxes, x),
            "concatenation" => net.Add("join", new Concatenate(), x, boxes),
            "choice" => net.Add("choice", new Select(), boxes, x, x),
            "product" => net.Add("product", new Product(), x, boxes),
            _ => net.Add("sum", new Sum(), net.Add("conv", new Conv2d(20, 20, 1), x), boxes),
        };
        Module model = net.Build(net.Add("relu", new Relu(), y)).Randomized();
        model.Evaluate();
        Tensor image = RandomTensor.Normal(1, [3, 20, 6, 5]);
        double[] expected = [.. Enumerable.Range(0, 3).SelectMany(
            i => RandomState.Outputs(model, Tensor.From(image.ToArray().AsSpan(600 * i, 600), [1, 20, 6, 5]), Backend.Default))];
        foreach (bool folds in (bool[])[false, true])
        {
            var plan = InferencePlan.Compile(model, image.Shape, new InferencePlanOptions { FoldsNormalization = folds });
            double difference = RandomState.Difference(expected, PlanOutputs.Of(plan, image));
            Expect.True(difference < 1e-6, $"{join}, folded {folds}: outputs differ by {difference:E2}");
        }
    }
}
