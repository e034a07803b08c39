using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;

namespace NormSharp.Peer.Onnx;

/// <summary>Runs of an ONNX file on random numbers, plainly or with memory bound once, whichever a trial shows to be faster.</summary>
internal static class OnnxModel
{
    /// <summary>Times runs.</summary>
    public static JsonObject Infer(Arguments arguments)
    {
        string file = arguments.Text("--model", "model.onnx");
        using InferenceSession session = Sessions.Open(Batches.Of(File.ReadAllBytes(file), arguments.BatchSize), arguments.Threads);
        long[][] shapes = [.. session.InputNames.Select(name => ShapeOf(session.InputMetadata[name], arguments))];
        using var plain = new PlainRun(session, shapes);
        using var bound = new BoundRun(session, shapes);
        return Clock.Fastest([("Run", plain.Run), ("IoBinding", bound.Run)], arguments);
    }

    private static long[] ShapeOf(NodeMetadata input, Arguments arguments)
    {
        long[] image = arguments.Extents("--input", string.Join(',', input.Dimensions[1..]));
        return [arguments.BatchSize, .. image];
    }
}
