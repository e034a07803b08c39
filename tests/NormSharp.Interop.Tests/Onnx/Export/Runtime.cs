using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace NormSharp.Interop.Tests.Onnx.Export;

/// <summary>A model in ONNX Runtime, on one thread.</summary>
internal sealed class Runtime : IDisposable
{
    private readonly InferenceSession _session;

    public Runtime(string path)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _session = new InferenceSession(path, options);
    }

    public IReadOnlyList<string> Inputs => _session.InputNames;

    public IReadOnlyList<string> Outputs => _session.OutputNames;

    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    /// <summary>The dimensions of an input or output; −1 for one that is free.</summary>
    public int[] ShapeOf(string name)
        => (_session.InputMetadata.GetValueOrDefault(name) ?? _session.OutputMetadata[name]).Dimensions;

    /// <summary>All outputs, for inputs in the model's order.</summary>
    public IReadOnlyList<(int[] Shape, float[] Values)> Run(params IEnumerable<(int[] Shape, float[] Values)> inputs)
    {
        using var results = _session.Run(
            [.. inputs.Select((input, i)
                => NamedOnnxValue.CreateFromTensor(Inputs[i], new DenseTensor<float>(input.Values, input.Shape)))]);
        return [
            .. results.Select(result => (result.AsTensor<float>().Dimensions.ToArray(), result.AsEnumerable<float>().ToArray()))];
    }

    public void Dispose() => _session.Dispose();
}
