using NormSharp.Interop.Files;

namespace NormSharp.Interop.Tensors;

/// <summary>Numbers that lie one after the other in a file.</summary>
internal sealed class FileContent(SourceFile file, long offset) : TensorContent
{
    public override string Path => file.Path;

    public long Offset => offset;

    public override void Read(Span<byte> destination) => file.Read(destination, offset);
}
