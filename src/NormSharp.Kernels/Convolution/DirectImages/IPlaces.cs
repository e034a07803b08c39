using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.DirectImages;

/// <summary>How a vector of positions is read from an image that lies where it is, by a table of places.</summary>
internal unsafe interface IPlaces
{
    /// <summary>Entries of the table for each vector.</summary>
    static abstract int Count { get; }

    /// <summary>The vector whose entries come first in <paramref name="places"/>.</summary>
    static abstract TV Load<TS, TV>(float* source, nint* places)
        where TS : struct, ISimd<TV>
        where TV : struct;
}
