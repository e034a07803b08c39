using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace NormSharp.Peer.Onnx;

/// <summary>Runs of a session whose inputs and outputs are bound to memory once.</summary>
internal sealed class BoundRun : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly OrtIoBinding _binding;
    private readonly List<OrtValue> _values = [];

    /// <summary>Binds random inputs of these shapes, and outputs of the sizes that a first run gives.</summary>
    public BoundRun(InferenceSession session, IReadOnlyList<long[]> shapes)
    {
        _session = session;
        _binding = session.CreateIoBinding();
        OrtValue[] inputs = RandomInputs.Of(shapes);
        _values.AddRange(inputs);
        foreach ((string name, OrtValue value) in session.InputNames.Zip(inputs))
        {
            _binding.BindInput(name, value);
        }

        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(_options, session.InputNames, inputs, session.OutputNames);
        foreach ((string name, OrtValue output) in session.OutputNames.Zip(outputs))
        {
            Bind(name, output);
        }
    }

    /// <summary>One run.</summary>
    public void Run() => _session.RunWithBinding(_options, _binding);

    /// <inheritdoc/>
    public void Dispose()
    {
        _binding.Dispose();
        _options.Dispose();
        _values.ForEach(value => value.Dispose());
    }

    private void Bind(string name, OrtValue output)
    {
        OrtTensorTypeAndShapeInfo sizes = output.GetTensorTypeAndShape();
        if (sizes.ElementDataType != TensorElementType.Float)
        {
            _binding.BindOutputToDevice(name, OrtMemoryInfo.DefaultInstance);
            return;
        }

        OrtValue memory = OrtValue.CreateTensorValueFromMemory(new float[sizes.ElementCount], sizes.Shape);
        _values.Add(memory);
        _binding.BindOutput(name, memory);
    }
}
