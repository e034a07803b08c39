namespace NormSharp.Tensors;

/// <summary>The number format of a tensor's elements.</summary>
internal enum ElementType
{
    /// <summary>32-bit IEEE 754: what networks are trained and run in.</summary>
    Float32,

    /// <summary>64-bit IEEE 754: statistics, and what gradients are checked in.</summary>
    Float64,

    /// <summary>32-bit whole numbers: labels, and positions of maxima.</summary>
    Int32,
}
