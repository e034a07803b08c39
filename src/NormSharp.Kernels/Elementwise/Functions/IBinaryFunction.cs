using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Functions;

/// <summary>A function of two numbers as a struct that the JIT inlines into a kernel's loop.</summary>
internal interface IBinaryFunction
{
    TV Apply<TS, TV>(TV a, TV b)
        where TS : struct, ISimd<TV>
        where TV : struct;
}
