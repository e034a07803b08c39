namespace NormSharp.Interop.Tensors;

/// <summary>Where the numbers of a tensor come from: a place in a file, or memory.</summary>
internal abstract class TensorContent
{
    /// <summary>The file, for messages; empty for a tensor that comes from none.</summary>
    public virtual string Path => string.Empty;

    /// <summary>Copies all elements in row-major order, each little-endian, into a span of exactly their length.</summary>
    public abstract void Read(Span<byte> destination);
}
