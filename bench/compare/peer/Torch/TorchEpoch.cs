using System.IO.Compression;
using System.Text.Json.Nodes;
using NormSharp.Peer.Torch.Networks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormSharp.Peer.Torch;

/// <summary>One epoch of LeNet with evaluation; images are kept as bytes and become floats a batch at a time.</summary>
internal static class TorchEpoch
{
    private const int BatchSize = 256;
    private const int Pixels = 28;
    private const int ImagesHeader = 16;
    private const int LabelsHeader = 8;

    /// <summary>Trains and evaluates; the driver measures time and memory.</summary>
    public static JsonObject Run(Arguments arguments)
    {
        string folder = arguments.Text("--data", ".");
        (Tensor pixels, Tensor labels) = Images(folder, "train");
        (Tensor testPixels, Tensor testLabels) = Images(folder, "t10k");
        Module<Tensor, Tensor> network = Network.Create("lenet-bn");
        optim.Optimizer optimizer = optim.SGD(network.parameters(), 1.0);
        TorchSharp.Modules.CrossEntropyLoss lossOf = CrossEntropyLoss();
        network.train();
        Tensor order = randperm(labels.shape[0], ScalarType.Int64);
        for (long first = 0; first < labels.shape[0]; first += BatchSize)
        {
            using DisposeScope step = NewDisposeScope();
            Tensor batch = order.narrow(0, first, Math.Min(BatchSize, labels.shape[0] - first));
            Tensor loss = lossOf.call(network.call(Floats(pixels.index_select(0, batch))), labels.index_select(0, batch));
            network.zero_grad();
            loss.backward();
            optimizer.step();
        }

        return new JsonObject { ["test_accuracy"] = Accuracy(network, testPixels, testLabels) };
    }

    private static double Accuracy(Module<Tensor, Tensor> network, Tensor pixels, Tensor labels)
    {
        network.eval();
        using IDisposable noGradient = inference_mode();
        long correct = 0;
        for (long first = 0; first < labels.shape[0]; first += BatchSize)
        {
            using DisposeScope step = NewDisposeScope();
            long count = Math.Min(BatchSize, labels.shape[0] - first);
            Tensor chosen = network.call(Floats(pixels.narrow(0, first, count))).argmax(1);
            correct += chosen.eq(labels.narrow(0, first, count)).sum().item<long>();
        }

        return (double)correct / labels.shape[0];
    }

    private static Tensor Floats(Tensor bytes) => bytes.to(ScalarType.Float32).div_(byte.MaxValue);

    private static (Tensor Pixels, Tensor Labels) Images(string folder, string name)
    {
        byte[] labels = Read(Path.Combine(folder, $"{name}-labels-idx1-ubyte.gz"), LabelsHeader);
        byte[] pixels = Read(Path.Combine(folder, $"{name}-images-idx3-ubyte.gz"), ImagesHeader);
        return (tensor(pixels, [labels.Length, 1, Pixels, Pixels]), tensor(labels).to(ScalarType.Int64));
    }

    private static byte[] Read(string path, int header)
    {
        using var file = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray()[header..];
    }
}
