using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>Keeps the buffers of a model, and puts them back at the end of a block.</summary>
internal sealed class BufferSnapshot : IDisposable
{
    private readonly List<(Tensor Buffer, float[] Values)> _buffers;

    public BufferSnapshot(Module model) =>
        _buffers = [.. model.NamedBuffers().Select(entry => (entry.Buffer, entry.Buffer.ToArray()))];

    public void Dispose()
    {
        foreach ((Tensor buffer, float[] values) in _buffers)
        {
            buffer.CopyFrom(values);
        }
    }
}
