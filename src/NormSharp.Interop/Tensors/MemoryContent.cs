namespace NormSharp.Interop.Tensors;

/// <summary>Numbers in memory, row-major and little-endian.</summary>
internal sealed class MemoryContent(ReadOnlyMemory<byte> bytes, string path = "") : TensorContent
{
    public override string Path => path;

    public override void Read(Span<byte> destination) => bytes.Span.CopyTo(destination);
}
