using NormSharp.Kernels.Convolution.Winograd;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Blocked;

/// <summary>All passes over a chunk of tiles, by one thread: the filters stay in its cache.</summary>
/// <param name="work">The passes.</param>
/// <param name="memory">Room of <see cref="WinogradWork.Length"/> for each worker.</param>
/// <param name="chunk">Tiles of a chunk.</param>
internal readonly unsafe struct WinogradChunk(WinogradWork work, float* memory, int chunk) : ISimdBody
{
    private readonly WinogradWork _work = work;
    private readonly float* _memory = memory;
    private readonly int _chunk = chunk;

    public void Execute<TS, TV>(int index, int worker)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float* memory = _memory + (worker * (nint)_work.Length);
        float* one = memory + (nint)(_work.Length - _work.OneTile);
        int first = index * _chunk;
        int count = Math.Min(_chunk, _work.Tiles - first);
        for (int block = 0; block < _work.InputBlocks; block++)
        {
            _work.Into<TS, TV>(memory, one, first, count, block);
        }

        for (int point = 0; point < WinogradPoints.Products; point++)
        {
            _work.Multiply<TS, TV>(memory, count, point);
        }

        for (int block = 0; block < _work.OutputBlocks; block++)
        {
            _work.OutOf<TS, TV>(memory, one, first, count, block);
        }
    }
}
