namespace NormSharp.Tensors;

/// <summary>The memory behind tensors. Several tensors may be views of one storage.</summary>
internal abstract class Storage
{
    /// <summary>The number format of the elements.</summary>
    public abstract ElementType ElementType { get; }

    /// <summary>How many elements fit.</summary>
    public abstract int Length { get; }

    /// <summary>How many gradients refer to this storage; at zero, a tape gives a gradient's memory back early.</summary>
    internal int References { get; set; }

    /// <summary>Where the tape that lends this storage keeps it.</summary>
    internal int LentSlot { get; set; } = -1;
}
