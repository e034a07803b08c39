using System.Text.Json.Nodes;
using NormSharp.Peer.Torch.Networks;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormSharp.Peer.Torch;

/// <summary>Training steps and inference of networks. Batches are slices of float tensors that are ready in memory.</summary>
internal static class TorchNetworks
{
    private const double LearningRate = 0.001;

    /// <summary>Times training steps in the faster layout.</summary>
    public static JsonObject Train(Arguments arguments)
        => Clock.Fastest([.. Enum.GetValues<MemoryLayout>().Select(layout => ($"{layout}", TrainingStep(arguments, layout)))], arguments);

    /// <summary>Times classifying a batch in the faster layout.</summary>
    public static JsonObject Infer(Arguments arguments)
        => Clock.Fastest([.. Enum.GetValues<MemoryLayout>().Select(layout => ($"{layout}", Inference(arguments, layout)))], arguments);

    /// <summary>One step, the first of the process.</summary>
    public static JsonObject FirstStep(Arguments arguments)
    {
        TrainingStep(arguments, MemoryLayout.Contiguous)();
        return [];
    }

    private static Action TrainingStep(Arguments arguments, MemoryLayout layout)
    {
        (Module<Tensor, Tensor> network, Tensor[] batches) = Load(arguments, layout);
        Tensor[] labels = [.. batches.Select(batch => randint(10, batch.shape[0]))];
        double momentum = arguments.Text("--model", "lenet-bn") == "lenet-bn" ? 0 : 0.9;
        optim.Optimizer optimizer = optim.SGD(network.parameters(), LearningRate, momentum);
        TorchSharp.Modules.CrossEntropyLoss lossOf = CrossEntropyLoss();
        network.train();
        int next = 0;
        return () =>
        {
            using DisposeScope step = NewDisposeScope();
            Tensor loss = lossOf.call(network.call(batches[next]), labels[next]);
            network.zero_grad();
            loss.backward();
            optimizer.step();
            _ = loss.item<float>();
            next = (next + 1) % batches.Length;
        };
    }

    private static Action Inference(Arguments arguments, MemoryLayout layout)
    {
        (Module<Tensor, Tensor> network, Tensor[] batches) = Load(arguments, layout);
        network.eval();
        int next = 0;
        return () =>
        {
            using IDisposable noGradient = inference_mode();
            using DisposeScope step = NewDisposeScope();
            network.call(batches[next]).argmax(1);
            next = (next + 1) % batches.Length;
        };
    }

    private static (Module<Tensor, Tensor> Network, Tensor[] Batches) Load(Arguments arguments, MemoryLayout layout)
    {
        string name = arguments.Text("--model", "lenet-bn");
        long[] image = arguments.Extents("--input", string.Join(',', Network.UsualInput(name)));
        Module<Tensor, Tensor> network = Network.Create(name);
        layout.Place(network);
        int count = Math.Max(1, arguments.Number("--images", 4096) / arguments.BatchSize);
        return (network, [.. Enumerable.Range(0, count).Select(_ => layout.Place(rand([arguments.BatchSize, .. image])))]);
    }
}
