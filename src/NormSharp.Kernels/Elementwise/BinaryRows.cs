using System.Runtime.CompilerServices;
using NormSharp.Kernels.Elementwise.Functions;
using NormSharp.Kernels.Elementwise.Strides;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Elementwise;

/// <summary>y = f(a, b) over a strided plan: the one pass of every form of <see cref="BinaryKernel"/>.</summary>
internal readonly unsafe ref struct BinaryRows(ThreadTeam team, StridedRows rows, float* a, float* b, float* y) : IBinaryVisitor
{
    private readonly ThreadTeam _team = team;
    private readonly StridedRows _rows = rows;
    private readonly float* _a = a;
    private readonly float* _b = b;
    private readonly float* _y = y;

    public void Visit<TFunction>(TFunction function)
        where TFunction : unmanaged, IBinaryFunction =>
        _team.ForRows(_rows, new Body<TFunction>(function, _a, _b, _y, _rows.RowStrideA, _rows.RowStrideB));

    private readonly struct Body<TFunction>(TFunction function, float* a, float* b, float* y, int strideA, int strideB) : IRowBody
        where TFunction : unmanaged, IBinaryFunction
    {
        private readonly TFunction _function = function;
        private readonly float* _a = a;
        private readonly float* _b = b;
        private readonly float* _y = y;
        private readonly int _strideA = strideA;
        private readonly int _strideB = strideB;

        public void Row<TS, TV>(nint a, nint b, nint linear, int count)
            where TS : struct, ISimd<TV>
            where TV : struct
        {
            float* pa = _a + a;
            float* pb = _b + b;
            switch (_strideA, _strideB)
            {
                case (1, 1):
                    Run<TS, TV, ContiguousOperand, ContiguousOperand>(new(pa), new(pb), linear, count);
                    break;
                case (1, 0):
                    Run<TS, TV, ContiguousOperand, ScalarOperand>(new(pa), new(*pb), linear, count);
                    break;
                case (0, 1):
                    Run<TS, TV, ScalarOperand, ContiguousOperand>(new(*pa), new(pb), linear, count);
                    break;
                default:
                    Run<TS, TV, StridedOperand, StridedOperand>(new(pa, _strideA), new(pb, _strideB), linear, count);
                    break;
            }
        }

        private void Run<TS, TV, TA, TB>(TA a, TB b, nint linear, int count)
            where TS : struct, ISimd<TV>
            where TV : struct
            where TA : unmanaged, IOperand
            where TB : unmanaged, IOperand
        {
            var pair = new Pair<TFunction, TA, TB>(_function, a, b, _y + linear);
            ElementLoop.Run<TS, TV, Pair<TFunction, TA, TB>>(in pair, 0, count);
        }
    }

    private readonly struct Pair<TFunction, TA, TB>(TFunction function, TA a, TB b, float* y) : IElementBody
        where TFunction : unmanaged, IBinaryFunction
        where TA : unmanaged, IOperand
        where TB : unmanaged, IOperand
    {
        private readonly TFunction _function = function;
        private readonly TA _a = a;
        private readonly TB _b = b;
        private readonly float* _y = y;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Step<TS, TV, TLanes>(int i, TLanes lanes)
            where TS : struct, ISimd<TV>
            where TV : struct
            where TLanes : struct, ILanes<TV> =>
            lanes.Store(_function.Apply<TS, TV>(_a.Load<TS, TV, TLanes>(i, lanes), _b.Load<TS, TV, TLanes>(i, lanes)), _y + i);
    }
}
