using Microsoft.ML.OnnxRuntime;

namespace NormSharp.Peer.Onnx;

/// <summary>Sessions with the fastest settings: all optimizations, threads as asked for, workers that spin between kernels.</summary>
internal static class Sessions
{
    /// <summary>Opens a model.</summary>
    /// <param name="model">An ONNX file's bytes.</param>
    /// <param name="threads">Threads within an operator.</param>
    public static InferenceSession Open(byte[] model, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        return new InferenceSession(model, options);
    }
}
