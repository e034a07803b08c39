namespace NormSharp.Interop.Files;

/// <summary>A stretch of a file and the bytes that take its place.</summary>
internal readonly record struct FileEdit(long Offset, long OldLength, ReadOnlyMemory<byte> Bytes)
{
    public static readonly IComparer<FileEdit> ByOffset = Comparer<FileEdit>.Create((left, right) => left.Offset.CompareTo(right.Offset));

    public bool Equals(FileEdit other)
        => Offset == other.Offset && OldLength == other.OldLength && Bytes.Span.SequenceEqual(other.Bytes.Span);

    public override int GetHashCode() => HashCode.Combine(Offset, OldLength);
}
