using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Normalization.Rows;

/// <summary>The gradient of a block of rows, each in two passes: g and its sums, then dx.</summary>
internal readonly unsafe struct RowGradientBody<TEpilogue>(
    TEpilogue epilogue, RowBlocks blocks, RowGradientData data, RowParameters parameters, bool centered) : ISimdBody
    where TEpilogue : unmanaged, IEpilogue
{
    private const MethodImplOptions InnerLoop = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        Clear(data.GammaShare, index);
        Clear(data.BetaShare, index);
        float* sums = stackalloc float[2 * TS.Count];
        int cellLength = RowCells.Length<TS, TV>();
        for (int row = blocks.First(index); row < blocks.End(index); row++)
        {
            RowGradientData at = data.At(row, index);
            var term = new RowGradientTerm<TEpilogue>(epilogue, new RowAffine(parameters, row), at);
            double sumG = 0;
            double sumGXHat = 0;
            for (int start = 0; start < at.Length; start += cellLength)
            {
                Reduce<TS, TV>(term, start, int.Min(at.Length, start + cellLength), sums);
                sumG += Lanes.Sum<TS, TV>(TS.Load(sums));
                sumGXHat += Lanes.Sum<TS, TV>(TS.Load(sums + TS.Count));
            }

            var map = new RowInputGradient(parameters, row, at, centered ? sumG : 0, sumGXHat);
            ElementLoop.Run<TS, TV, RowInputGradient>(in map, 0, at.Length);
        }
    }

    [MethodImpl(InnerLoop)]
    private static void Reduce<TS, TV>(RowGradientTerm<TEpilogue> term, int start, int end, float* sums)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        TV s = TS.Zero;
        TV t = TS.Zero;
        int i = start;
        for (; i <= end - TS.Count; i += TS.Count)
        {
            term.Step<TS, TV, AllLanes<TS, TV>>(i, default, ref s, ref t);
        }

        if (i < end)
        {
            term.Step<TS, TV, Simd.FirstLanes<TS, TV>>(i, new Simd.FirstLanes<TS, TV>(end - i), ref s, ref t);
        }

        TS.Store(s, sums);
        TS.Store(t, sums + TS.Count);
    }

    private void Clear(float* shares, int block)
    {
        if (shares != null)
        {
            new Span<float>(shares + ((nint)block * data.Length), data.Length).Clear();
        }
    }
}
