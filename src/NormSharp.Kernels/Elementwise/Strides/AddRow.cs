using System.Runtime.CompilerServices;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Strides;

/// <summary>Adds a row of contiguous memory to a view.</summary>
internal readonly unsafe struct AddRow(float* view, float* contiguous, int stride) : IRowBody
{
    private readonly float* _view = view;
    private readonly float* _contiguous = contiguous;
    private readonly nint _stride = stride;

    public void Row<TS, TV>(nint a, nint b, nint linear, int count)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float* view = _view + a;
        float* contiguous = _contiguous + linear;
        switch (_stride)
        {
            case 0:
                double sum = 0;
                for (int i = 0; i < count; i++)
                {
                    sum += contiguous[i];
                }

                *view = (float)(*view + sum);
                break;
            case 1:
                var body = new AddBlock(view, contiguous);
                ElementLoop.Run<TS, TV, AddBlock>(in body, 0, count);
                break;
            default:
                for (int i = 0; i < count; i++)
                {
                    view[i * _stride] += contiguous[i];
                }

                break;
        }
    }

    private readonly struct AddBlock(float* view, float* contiguous) : IElementBody
    {
        private readonly float* _view = view;
        private readonly float* _contiguous = contiguous;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<TS, TV, TLanes>(int i, TLanes lanes)
            where TS : struct, ISimd<TV>
            where TV : struct
            where TLanes : struct, ILanes<TV> =>
            lanes.Store(TS.Add(lanes.Load(_view + i), lanes.Load(_contiguous + i)), _view + i);
    }
}
