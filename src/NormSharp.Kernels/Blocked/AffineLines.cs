using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Epilogues;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Blocked;

/// <summary>y = f(scale · x + shift) over rows of vectors.</summary>
/// <param name="rows">How many rows.</param>
/// <param name="width">Vectors of a row.</param>
internal readonly unsafe struct AffineLines<TS, TV>(int rows, int width) : IEpilogueVisitor
    where TS : struct, ISimd<TV>
    where TV : struct
{
    private readonly int _rows = rows;
    private readonly int _width = width;

    public required float* Input { get; init; }

    public required nint InputStride { get; init; }

    public required float* Output { get; init; }

    public required nint OutputStride { get; init; }

    public required TV Scale { get; init; }

    public required TV Shift { get; init; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Visit<TEpilogue>(TEpilogue epilogue)
        where TEpilogue : unmanaged, IEpilogue
    {
        TV scale = Scale, shift = Shift;
        for (int row = 0; row < _rows; row++)
        {
            float* x = Input + (row * InputStride);
            float* y = Output + (row * OutputStride);
            for (int i = 0; i < _width; i++, x += TS.Count, y += TS.Count)
            {
                TS.Store(epilogue.Forward<TS, TV>(TS.MultiplyAdd(TS.Load(x), scale, shift)), y);
            }
        }
    }
}
