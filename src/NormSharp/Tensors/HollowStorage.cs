namespace NormSharp.Tensors;

/// <summary>No memory: what a tensor of a network has that is only measured. Nothing reads or writes it.</summary>
/// <param name="length">How many elements there would be.</param>
internal sealed class HollowStorage(int length) : Storage
{
    /// <inheritdoc/>
    public override ElementType ElementType => ElementType.Float32;

    /// <inheritdoc/>
    public override int Length => length;
}
