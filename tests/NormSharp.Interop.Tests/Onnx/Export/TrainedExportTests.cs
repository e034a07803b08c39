using System.IO.Compression;
using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Losses;
using NormSharp.Models;
using NormSharp.Optimizers;
using NormSharp.Tensors;
using NormSharp.Transforms;

namespace NormSharp.Interop.Tests.Onnx.Export;

/// <summary>
/// Trained networks over all 10,000 test images of CIFAR-10: the same classes in ONNX Runtime, logits within 1e-5. The variable
/// NORMSHARP_EXPORT_IMAGES takes the first so many only (a multiple of 250), where there is less time.
/// </summary>
[Trait("Category", "Long")]
public sealed class TrainedExportTests : IDisposable
{
    private const int AllImages = 10_000;
    private const int Batch = 250;
    private const int Length = 3072;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("lenet-bn", NormalizationKind.Batch)]
    [InlineData("lenet", NormalizationKind.Layer)]
    [InlineData("lenet", NormalizationKind.Instance)]
    [InlineData("lenet", NormalizationKind.Group)]
    [InlineData("mlp", NormalizationKind.Batch)]
    [InlineData("vgg-small", NormalizationKind.Batch)]
    [InlineData("resnet20", NormalizationKind.Batch)]
    [InlineData("resnet32", NormalizationKind.Batch)]
    [InlineData("resnet44", NormalizationKind.Batch)]
    [InlineData("resnet56", NormalizationKind.Batch)]
    public void A_model_that_was_trained_here(string name, NormalizationKind kind) => Check(name, kind);

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnet34")]
    [InlineData("resnet50")]
    [InlineData("vgg11_bn")]
    [InlineData("vgg16_bn")]
    [InlineData("mobilenet_v2")]
    [InlineData("densenet121")]
    [InlineData("shufflenet_v2_x1_0")]
    [InlineData("efficientnet_b0")]
    [InlineData("squeezenet1_1")]
    public void A_network_of_torchvision_that_was_trained_here(string name) => Check(name, NormalizationKind.Batch);

    [Fact]
    public void MLPerfs_ResNet_8_from_Keras()
    {
        Network network = NetworkFiles.Load(SharedFiles.Find("models", "keras", "mlperf-resnet8-cifar10.h5"));
        Check(network, [.. TestImages().Pixels.Select(pixel => pixel * 255)], 21);
    }

    private void Check(string name, NormalizationKind kind)
    {
        (float[] pixels, int[] labels) = TestImages();
        Module model = ModelCatalog.Create(name, new ModelOptions { Input = (3, 32, 32), Normalization = kind });
        var optimizer = new Sgd(model, new SgdOptions { LearningRate = 0.05 });
        for (int step = 0; step < 20; step++)
        {
            using var tape = new Tape();
            Tensor x = tape.Input(pixels.AsSpan(step * 32 * Length, 32 * Length), [32, 3, 32, 32]);
            Tensor loss = new CrossEntropyLoss().Forward(model.Forward(x), labels.AsSpan(step * 32, 32));
            model.ClearGradients();
            tape.Backward(loss);
            optimizer.Step();
        }

        model.Evaluate();
        Check(model, pixels, 17);
        Check(BatchNormFolding.Fold(model, [1, 3, 32, 32]).Model, pixels, 13);
    }

    private void Check(Module model, float[] pixels, int opset)
    {
        NetworkFiles.SaveOnnx(_folder.File("m.onnx"), model, [[1, 3, 32, 32]], new OnnxExportOptions { Opset = opset });
        using var runtime = new Runtime(_folder.File("m.onnx"));
        int images = int.TryParse(Environment.GetEnvironmentVariable("NORMSHARP_EXPORT_IMAGES"), out int few) ? few : AllImages;
        int same = 0;
        double worst = 0;
        for (int start = 0; start < images; start += Batch)
        {
            float[] x = pixels[(start * Length)..((start + Batch) * Length)];
            float[] expected = model.Forward(Tensor.From(x, [Batch, 3, 32, 32])).ToArray();
            float[] found = runtime.Run(([Batch, 3, 32, 32], x))[0].Values;
            double scale = expected.Max(Math.Abs);
            double difference = expected.Zip(found).Max(pair => Math.Abs(pair.First - pair.Second)) / scale;
            Assert.InRange(difference, 0, 1e-5);
            worst = Math.Max(worst, difference);
            for (int i = 0; i < Batch; i++)
            {
                float[] ours = expected[(i * 10)..((i + 1) * 10)];
                float[] theirs = found[(i * 10)..((i + 1) * 10)];

                // Of two classes that are equal to rounding, either may win.
                same += ours[Array.IndexOf(theirs, theirs.Max())] >= ours.Max() - (1e-5 * scale) ? 1 : 0;
            }
        }

        Assert.Equal(images, same);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{model.TypeName}, opset {opset}: {same} of {images} images alike, logits within {worst:E1} of the largest");
    }

    private static (float[] Pixels, int[] Labels) TestImages()
    {
        byte[] records = new byte[AllImages * (Length + 1)];
        using var stream = new GZipStream(
            File.OpenRead(SharedFiles.Find("data", "cifar10", "test_batch.bin.gz")), CompressionMode.Decompress);
        stream.ReadExactly(records);
        float[] pixels = new float[AllImages * Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = records[(i / Length * (Length + 1)) + 1 + (i % Length)] / 255f;
        }

        return (pixels, [.. Enumerable.Range(0, AllImages).Select(i => (int)records[i * (Length + 1)])]);
    }
}
