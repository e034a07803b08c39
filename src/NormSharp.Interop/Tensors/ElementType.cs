namespace NormSharp.Interop;

/// <summary>What the numbers of a tensor in someone else's file are.</summary>
internal enum ElementType
{
    /// <summary>
    /// Nothing that can be computed with: strings, types of later formats. Such a tensor is only listed.
    /// </summary>
    Opaque,

    /// <summary>IEEE 754 binary32.</summary>
    Float32,

    /// <summary>IEEE 754 binary64.</summary>
    Float64,

    /// <summary>IEEE 754 binary16.</summary>
    Float16,

    /// <summary>The upper half of a binary32.</summary>
    BFloat16,

    /// <summary>Whole numbers of 8 bits with sign.</summary>
    Int8,

    /// <summary>Whole numbers of 16 bits with sign.</summary>
    Int16,

    /// <summary>Whole numbers of 32 bits with sign.</summary>
    Int32,

    /// <summary>Whole numbers of 64 bits with sign.</summary>
    Int64,

    /// <summary>Whole numbers of 8 bits.</summary>
    UInt8,

    /// <summary>Whole numbers of 16 bits.</summary>
    UInt16,

    /// <summary>Whole numbers of 32 bits.</summary>
    UInt32,

    /// <summary>Whole numbers of 64 bits.</summary>
    UInt64,

    /// <summary>A byte that is 0 or 1.</summary>
    Bool,

    /// <summary>Two binary32: real and imaginary part.</summary>
    Complex64,

    /// <summary>Two binary64: real and imaginary part.</summary>
    Complex128,

    /// <summary>Eight bits of any of the floating-point formats of that size.</summary>
    Float8,

    /// <summary>Numbers of four bits, two a byte. Such a tensor is only listed.</summary>
    Packed4,

    /// <summary>Not the type of a tensor's elements: the value is a sequence, or optional.</summary>
    NoTensor,
}
