using System.Runtime.CompilerServices;

namespace NormSharp.Kernels.Sampling;

/// <summary>Four values in place.</summary>
[InlineArray(4)]
internal struct FourOf<T>
{
    private T _first;
}
