using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NormSharp.Kernels.Parallel;

namespace NormSharp.Kernels.Simd;

/// <summary>Chooses the vector width once, for each index of a parallel loop.</summary>
internal static class SimdLoop
{
    /// <summary>Runs the body for every index, at the widest vectors that this machine has.</summary>
    public static void ForSimd<TBody>(this ThreadTeam team, int count, in TBody body)
        where TBody : unmanaged, ISimdBody
    {
        team.For(count, new Widest<TBody>(body));
    }

    /// <summary>Runs the body for one index, on this thread, at the widest vectors that this machine has.</summary>
    public static void Run<TBody>(ref readonly TBody body, int index, int worker = 0)
        where TBody : unmanaged, ISimdBody
    {
        if (Simd512.IsSupported)
        {
            Unsafe.AsRef(in body).Execute<Simd512, Vector512<float>>(index, worker);
        }
        else if (Simd256.IsSupported)
        {
            Unsafe.AsRef(in body).Execute<Simd256, Vector256<float>>(index, worker);
        }
        else
        {
            Unsafe.AsRef(in body).Execute<Simd128, Vector128<float>>(index, worker);
        }
    }

    private readonly struct Widest<TBody>(TBody body) : IParallelBody
        where TBody : unmanaged, ISimdBody
    {
        private readonly TBody _body = body;

        public void Execute(int index, int worker) => Run(in _body, index, worker);
    }
}
