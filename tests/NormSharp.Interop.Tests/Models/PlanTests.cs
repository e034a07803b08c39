using NormSharp.Backends;
using NormSharp.Inference;
using NormSharp.Interop.Tests.Onnx.Export;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Tests.Models;

/// <summary>Plans of networks that came in files of others: what the network gives, and a warm run allocates nothing.</summary>
public sealed class PlanTests
{
    /// <summary>The indices of the one left out have as many rows as the sample's batch, whatever is computed.</summary>
    public static TheoryData<string> Samples => [.. LayerSamples.Names.Except(["Gather of elements", "Scatter"])];

    [Theory]
    [InlineData("onnx/burn-mnist.onnx", 1, 28, 28)]
    [InlineData("onnx/cntk-mnist-conv.onnx", 1, 28, 28)]
    [InlineData("onnx/espcn_subpixel_float.onnx", 3, 4, 4)]
    [InlineData("onnx/FastestDet.onnx", 3, 352, 352)]
    [InlineData("onnx/residual_block_clean.onnx", 1, 200, 200)]
    [InlineData("onnx/winml-cifar10-folded.onnx", 3, 32, 32)]
    [InlineData("onnx/ppocr-cls.onnx", 3, 48, 192)]
    [InlineData("onnx/ultraface-RFB-320.onnx", 3, 240, 320)]
    [InlineData("onnx/ultraface-RFB-320-folded-by-another-tool.onnx", 3, 240, 320)]
    [InlineData("onnx/ultraface-RFB-320-without-postprocessing.onnx", 3, 240, 320)]
    [InlineData("keras/mlperf-resnet8-cifar10.h5", 3, 32, 32)]
    [InlineData("keras/mlperf-wakeword.h5", 40, 30, 1)]
    [InlineData("keras/mini-xception-gender.hdf5", 1, 64, 64)]
    public void A_warm_run_allocates_nothing(string file, int channels, int height, int width)
        => Assert.Equal(0, Check(NetworkFiles.Load(SharedFiles.Find(["models", .. file.Split('/')])), [1, channels, height, width]).Bytes);

    /// <summary>Every kind of layer, for one sample and for two.</summary>
    [Theory]
    [MemberData(nameof(Samples))]
    public void A_layer_gives_in_a_plan_what_it_gives_alone(string name)
    {
        (Shape input, Module layer) = LayerSamples.Of(name);
        foreach (int batch in (int[])[1, 2])
        {
            try
            {
                (long bytes, bool hasSteps) = Check(layer, input.With(0, batch));
                Expect.True(bytes == 0 || !hasSteps, $"a warm run for {batch} allocates {bytes} bytes");
            }
            catch (NotSupportedException error) when (batch > 1)
            {
                Assert.Contains("batch in the first dimension", error.Message, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Layers of networks that no published file here has: they have steps of their own.</summary>
    [Theory]
    [InlineData("Gather")]
    [InlineData("Gather of elements")]
    [InlineData("Gather of places")]
    [InlineData("GroupNorm")]
    [InlineData("GroupNorm of features")]
    [InlineData("GroupNorm without affine")]
    [InlineData("InstanceNorm")]
    [InlineData("InstanceNorm with affine")]
    [InlineData("LogSoftmax of channels")]
    [InlineData("MatrixProduct")]
    [InlineData("Softmax")]
    [InlineData("Tile")]
    public void A_warm_step_allocates_nothing(string name)
    {
        (Shape input, Module layer) = LayerSamples.Of(name);

        Assert.Equal((0, true), Check(layer, input.With(0, 1)));
    }

    /// <summary>A product of matrices whose leading dimensions are repeated takes a copy, which is the plan's.</summary>
    [Fact]
    public void A_product_with_repeated_matrices_allocates_nothing()
    {
        var net = new NetworkBuilder();
        SymbolicTensor x = net.Input("x");
        SymbolicTensor one = net.Add("one", new Slice([new SliceRange(2, 0, 1)]), x);
        SymbolicTensor turned = net.Add("turned", new Permute([0, 1, 2, 4, 3]), one);

        Assert.Equal((0, true), Check(net.Build(net.Add("product", new MatrixProduct(), x, turned)), [1, 2, 3, 4, 5]));
    }

    /// <summary>Compares outputs bit for bit.</summary>
    /// <returns>The bytes that a warm run allocates, and whether no layer is run by its own forward pass.</returns>
    private static (long Bytes, bool HasSteps) Check(Module network, Shape input)
    {
        using var backend = new CpuBackend(1);
        using var plan = InferencePlan.Compile(
            network, input, new InferencePlanOptions { Backend = backend, FoldsNormalization = false });
        float[] x = RandomNetworks.Input(input, seed: 1);
        float[][] found = [.. plan.OutputShapes.Select(shape => new float[shape.ElementCount])];
        ReadOnlyMemory<float>[] inputs = [x];
        Memory<float>[] outputs = [.. found.Select(output => output.AsMemory())];

        long bytes = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            plan.Run(inputs, outputs);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        var expected = new Tensor[found.Length];
        if (network is Network graph)
        {
            graph.Forward([Tensor.From(x, input)], expected);
        }
        else
        {
            expected[0] = network.Forward(Tensor.From(x, input));
        }

        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.ToArray(), pair.Second));
        return (bytes, !plan.Steps.Any(step => step.Operation.Contains("own forward", StringComparison.Ordinal)));
    }
}
