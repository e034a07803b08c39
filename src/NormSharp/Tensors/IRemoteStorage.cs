using System.Numerics;

namespace NormSharp.Tensors;

/// <summary>
/// What memory that is not the host's implements beside <see cref="Storage"/>, so that the host can read and write its tensors.
/// </summary>
internal interface IRemoteStorage
{
    /// <summary>Brings the elements of a tensor over this memory to the host, in row-major order, and converts them.</summary>
    void Read<T>(Tensor source, Span<T> destination)
        where T : unmanaged, INumberBase<T>;

    /// <summary>Takes the elements of a tensor over this memory from the host, in row-major order, and converts them.</summary>
    void Write<T>(ReadOnlySpan<T> source, Tensor destination)
        where T : unmanaged, INumberBase<T>;
}
