using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise.Strides;

/// <summary>Copies a row between a view and contiguous memory.</summary>
internal readonly unsafe struct CopyRow<TDirection>(float* view, float* contiguous, int stride) : IRowBody
    where TDirection : struct, ICopyDirection
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
        if (_stride == 1)
        {
            TDirection.Move(view, contiguous, count);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            TDirection.Move(view + (i * _stride), contiguous + i);
        }
    }
}
