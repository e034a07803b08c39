using System.Text.Json.Nodes;
using NormSharp.Peer;
using NormSharp.Peer.Onnx;
using NormSharp.Peer.Torch;
using NormSharp.Compare.Sweep;
using static TorchSharp.torch;

// The peers that a .NET developer would pick instead: TorchSharp on libtorch, and ONNX Runtime. It does the same work as
// `normsharp bench`, with the same options, and answers with a JSON object; sweep-torch and sweep-onnx read shapes instead.
if (args is not [string command, .. string[] words])
{
    Console.Error.WriteLine(
        "usage: NormSharp.Peer train|infer|batchnorm|conv|gemm|first-step|epoch|onnx-infer|versions|sweep-torch|sweep-onnx OPTIONS");
    return 2;
}

var arguments = new Arguments(words);
int threads = arguments.Threads;
if (!command.EndsWith("onnx", StringComparison.Ordinal) && !command.StartsWith("onnx", StringComparison.Ordinal))
{
    set_num_threads(threads);
    random.manual_seed(1);
}

switch (command)
{
    case "sweep-torch":
        SweepServer.Run(Console.In, Console.Out, shape => new TorchPasses(shape));
        return 0;
    case "sweep-onnx":
        SweepServer.Run(Console.In, Console.Out, shape => new OnnxPasses(shape, threads));
        return 0;
}

JsonObject answer = command switch
{
    "train" => TorchNetworks.Train(arguments),
    "infer" => TorchNetworks.Infer(arguments),
    "first-step" => TorchNetworks.FirstStep(arguments),
    "batchnorm" => TorchLayers.BatchNorm(arguments),
    "conv" => TorchLayers.Convolution(arguments),
    "gemm" => TorchLayers.Product(arguments),
    "epoch" => TorchEpoch.Run(arguments),
    "onnx-infer" => OnnxModel.Infer(arguments),
    "versions" => Versions.Read(threads),
    _ => throw new ArgumentException($"there is no command {command}"),
};
Console.WriteLine(answer.ToJsonString());
return 0;
