using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Tensors;
using NormSharp.Transforms;

namespace NormSharp.Interop.Tests.Models;

/// <summary>One network in several files of others gives the same outputs, whatever the format and whoever folded it.</summary>
public sealed class SameNetworkTests
{
    /// <summary>For the first test image of CIFAR-10.</summary>
    private static readonly float[] PyTorchsLogits =
    [
        -3.373838f, -1.9885579f, -1.7010316f, -0.04719697f, -4.0993743f, -0.57507354f, -1.2689238f, -5.389905f, -0.04747491f, -1.6651351f,
    ];

    /// <summary>
    /// The state has batch normalizations and biases before them. The published graph is folded by PyTorch's exporter, but it is another
    /// training: not even the last layer's bias, which folding does not touch, is the same. So the state is compared with what PyTorch 1.13
    /// gives for it, and with the graph that we write of it.
    /// </summary>
    [Fact]
    public void A_state_of_PyTorch_and_its_folded_graph_give_the_same_logits()
    {
        Module network = UndrawnValues.Make(() => new Sequential(
            [
                .. Block(1, 3, 12), .. Block(2, 12, 12), ("pool", new MaxPool2d(2)), .. Block(4, 12, 24), .. Block(5, 24, 24),
                ("flatten", new Flatten()), ("fc1", new Linear(2400, 10)),
            ]));
        using (StateFile state = StateFiles.Open(SharedFiles.Find("models", "pytorch", "winml-cifar10.pth")))
        using (StateFile published = StateFiles.Open(SharedFiles.Find("models", "onnx", "winml-cifar10-folded.onnx")))
        {
            StateMatch.ByName(state, network).Apply();
            Assert.NotEqual(BiasIn(state), BiasIn(published));
        }

        network.Evaluate();
        using var folder = new TemporaryFolder();
        Module folded = BatchNormFolding.Fold(network, [1, 3, 32, 32]).Model;
        NetworkFiles.SaveOnnx(folder["folded.onnx"], folded, [[1, 3, 32, 32]]);
        Tensor x = Tensor.From([.. RealImages.Cifar(64).Select(value => (value - 0.5f) / 0.5f)], [64, 3, 32, 32]);

        float[] expected = network.Forward(x).ToArray();
        Close(PyTorchsLogits, expected[..10]);
        Close(expected, folded.Forward(x).ToArray());
        Close(expected, NetworkFiles.Load(folder["folded.onnx"]).Forward(x).ToArray());

        static float[] BiasIn(StateFile file) => file.Tensors.Single(tensor => tensor.Name == "fc1.bias").ReadSingle();

        static (string Name, Module Layer)[] Block(int number, int from, int to) =>
        [
            ($"conv{number}", new Conv2d(from, to, 5, new Conv2dOptions { Padding = 1 })),
            ($"bn{number}", new BatchNorm(to)),
            ($"relu{number}", new Relu()),
        ];
    }

    /// <summary>The published network by its state gives PyTorch's logits for the first 64 test images.</summary>
    [Fact]
    public void Akamasters_ResNet_20_gives_the_published_logits()
    {
        Module network = ModelCatalog.Create(
            "resnet20", new ModelOptions { Input = (3, 32, 32), Shortcut = ShortcutKind.ZeroPadding });
        using (StateFile state = StateFiles.Open(SharedFiles.Find("models", "pytorch", "resnet20-12fca82f.th")))
        {
            StateMatch.ByName(state, network).Apply();
        }

        network.Evaluate();
        (float[] mean, float[] deviation) = ([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);
        float[] pixels = [.. RealImages.Cifar(64).Select((value, i) => (value - mean[i / 1024 % 3]) / deviation[i / 1024 % 3])];
        float[] expected = TensorFiles.Read(SharedFiles.Find("models", "reference", "akamaster_resnet20.npy")).ReadSingle();

        Close(expected, network.Forward(Tensor.From(pixels, [64, 3, 32, 32])).ToArray());
    }

    /// <summary>
    /// Scores are equal in all; boxes are decoded in one file only. What we fold equals what another tool folded, and the state of PyTorch
    /// in the network of the graph equals the graph.
    /// </summary>
    [Fact]
    public void The_four_files_of_a_face_detector_agree()
    {
        Network whole = Load(string.Empty);
        Network plain = Load("-without-postprocessing");
        Network foreign = Load("-folded-by-another-tool");
        Module folded = BatchNormFolding.Fold(plain, [1, 3, 240, 320]).Model;
        Tensor x = Tensor.From(
            [.. RealImages.Of(1, 3, 240, 320).Select(value => ((value * 255) - 127) / 128)], [1, 3, 240, 320]);

        (float[] scores, float[] boxes) = Run(plain, x);
        Close(scores, Run(whole, x).Scores);
        (float[] foreignScores, float[] foreignBoxes) = Run(foreign, x);
        Close(scores, foreignScores);
        Close(boxes, foreignBoxes);
        (float[] ourScores, float[] ourBoxes) = Run(Assert.IsType<Network>(folded), x);
        Close(foreignScores, ourScores);
        Close(foreignBoxes, ourBoxes);
    }

    private static Network Load(string kind)
        => NetworkFiles.Load(SharedFiles.Find("models", "onnx", $"ultraface-RFB-320{kind}.onnx"));

    private static (float[] Scores, float[] Boxes) Run(Network network, Tensor x)
    {
        var outputs = new Tensor[2];
        network.Forward([x], outputs);
        return (outputs[0].ToArray(), outputs[1].ToArray());
    }

    private static void Close(float[] expected, float[] found)
    {
        double scale = expected.Max(Math.Abs);
        Assert.Equal(expected.Length, found.Length);
        Assert.InRange(expected.Zip(found).Max(pair => Math.Abs(pair.First - pair.Second)), 0, 1e-4 * scale);
    }
}
