using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Convolution.Common;

/// <summary>output = f(output + residual) for rows of a band, in place.</summary>
/// <param name="output">The first row.</param>
/// <param name="residual">What is added, as far apart as the rows of the output; or null.</param>
/// <param name="rows">How many rows.</param>
/// <param name="count">Numbers of a row.</param>
/// <param name="stride">Floats from one row to the next.</param>
internal readonly unsafe struct FinishRows<TS, TV>(float* output, float* residual, int rows, int count, nint stride) : IEpilogueVisitor
    where TS : struct, ISimd<TV>
    where TV : struct
{
    private readonly float* _output = output;
    private readonly float* _residual = residual;
    private readonly int _rows = rows;
    private readonly int _count = count;
    private readonly nint _stride = stride;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Visit<TEpilogue>(TEpilogue epilogue)
        where TEpilogue : unmanaged, IEpilogue
    {
        for (int row = 0; row < _rows; row++)
        {
            float* y = _output + (row * _stride);
            float* r = _residual == null ? null : _residual + (row * _stride);
            int i = 0;
            for (; i <= _count - TS.Count; i += TS.Count)
            {
                TV sum = r == null ? TS.Load(y + i) : TS.Add(TS.Load(y + i), TS.Load(r + i));
                TS.Store(epilogue.Forward<TS, TV>(sum), y + i);
            }

            if (i < _count)
            {
                int left = _count - i;
                TV sum = TS.LoadPartial(y + i, left);
                sum = r == null ? sum : TS.Add(sum, TS.LoadPartial(r + i, left));
                TS.StorePartial(epilogue.Forward<TS, TV>(sum), y + i, left);
            }
        }
    }
}
