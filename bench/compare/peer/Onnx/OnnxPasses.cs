using Microsoft.ML.OnnxRuntime;
using NormSharp.Compare.Sweep;

namespace NormSharp.Peer.Onnx;

/// <summary>ONNX Runtime's side of the sweep: a model of the one convolution; it does not train.</summary>
internal sealed class OnnxPasses : IPasses
{
    private readonly InferenceSession _session;
    private readonly BoundRun _run;

    public OnnxPasses(SweepShape shape, int threads)
    {
        _session = Sessions.Open(ConvolutionModel.Of(shape), threads);
        _run = new BoundRun(_session, [[shape.Batch, shape.Channels, shape.Size, shape.Size]]);
    }

    /// <inheritdoc/>
    public Action Forward => _run.Run;

    /// <inheritdoc/>
    public Action? Both => null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }
}
