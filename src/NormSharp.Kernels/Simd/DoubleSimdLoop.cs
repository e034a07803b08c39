using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using NormSharp.Kernels.Parallel;

namespace NormSharp.Kernels.Simd;

/// <summary>Chooses the width of vectors of doubles once, for each index of a parallel loop.</summary>
internal static class DoubleSimdLoop
{
    /// <summary>Runs the body for every index, at the widest vectors that this machine has.</summary>
    public static void ForDoubleSimd<TBody>(this ThreadTeam team, int count, in TBody body)
        where TBody : unmanaged, IDoubleSimdBody
    {
        team.For(count, new Widest<TBody>(body));
    }

    private readonly struct Widest<TBody>(TBody body) : IParallelBody
        where TBody : unmanaged, IDoubleSimdBody
    {
        private readonly TBody _body = body;

        public void Execute(int index, int worker)
        {
            ref TBody body = ref Unsafe.AsRef(in _body);
            if (Simd512.IsSupported)
            {
                body.Execute<Double512, Vector512<double>>(index, worker);
            }
            else if (Simd256.IsSupported)
            {
                body.Execute<Double256, Vector256<double>>(index, worker);
            }
            else
            {
                body.Execute<Double128, Vector128<double>>(index, worker);
            }
        }
    }
}
