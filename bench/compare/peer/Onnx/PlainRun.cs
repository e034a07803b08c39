using Microsoft.ML.OnnxRuntime;

namespace NormSharp.Peer.Onnx;

/// <summary>Runs of a session whose inputs are handed over each time, and whose outputs it allocates.</summary>
internal sealed class PlainRun(InferenceSession session, IReadOnlyList<long[]> shapes) : IDisposable
{
    private readonly RunOptions _options = new();
    private readonly OrtValue[] _inputs = RandomInputs.Of(shapes);

    /// <summary>One run.</summary>
    public void Run()
    {
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(_options, session.InputNames, _inputs, session.OutputNames);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _options.Dispose();
        Array.ForEach(_inputs, input => input.Dispose());
    }
}
