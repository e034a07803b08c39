using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Blocked;

/// <summary>
/// Some tiles, pass by pass, by all threads: of filters that no core's cache holds every thread reads those of its own points.
/// </summary>
/// <param name="work">The passes.</param>
/// <param name="memory">Room of <see cref="WinogradWork.Length"/>, then of <see cref="WinogradWork.OneTile"/> for each worker.</param>
/// <param name="first">The first tile.</param>
/// <param name="count">How many.</param>
internal readonly unsafe struct WinogradPart(WinogradWork work, float* memory, int first, int count)
{
    private readonly WinogradWork _work = work;
    private readonly float* _memory = memory;
    private readonly int _first = first;
    private readonly int _count = count;

    private float* OneOf(int worker) => _memory + (nint)_work.Length + (worker * (nint)_work.OneTile);

    /// <summary>The first pass: an index for each block of channels.</summary>
    public readonly struct Into(WinogradPart part) : ISimdBody
    {
        private readonly WinogradPart _part = part;

        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
            => _part._work.Into<TS, TV>(_part._memory, _part.OneOf(worker), _part._first, _part._count, index);
    }

    /// <summary>The second pass: an index for each point.</summary>
    public readonly struct Multiply(WinogradPart part) : ISimdBody
    {
        private readonly WinogradPart _part = part;

        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
            => _part._work.Multiply<TS, TV>(_part._memory, _part._count, index);
    }

    /// <summary>The last pass: an index for each block of filters.</summary>
    public readonly struct OutOf(WinogradPart part) : ISimdBody
    {
        private readonly WinogradPart _part = part;

        public void Execute<TS, TV>(int index, int worker)
            where TS : struct, ISimd<TV>
            where TV : struct
            => _part._work.OutOf<TS, TV>(_part._memory, _part.OneOf(worker), _part._first, _part._count, index);
    }
}
