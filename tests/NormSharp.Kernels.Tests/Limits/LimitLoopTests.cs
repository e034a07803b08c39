using System.Runtime.Intrinsics;
using NormSharp.Kernels.Limits;
using NormSharp.Kernels.Parallel;

namespace NormSharp.Kernels.Tests.Limits;

[Trait("Kind", "Kernel")]
public class LimitLoopTests
{
    private const int Chunk = 1 << 16;

    // Stores past the caches need an aligned start.
    private const int AlignedFloats = 16;

    public static TheoryData<int, bool, int> Copies
    {
        get
        {
            var rows = new TheoryData<int, bool, int>();
            foreach (int length in new[] { 0, 1, 3, 4, 15, 16, 17, 33, Chunk - 1, Chunk, Chunk + 1, (3 * Chunk) + 5 })
            {
                foreach (bool streaming in new[] { false, true })
                {
                    rows.Add(length, streaming, 0);
                    rows.Add(length, streaming, 1);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Copies))]
    public unsafe void A_copy_is_whole_and_touches_nothing_else(int length, bool streaming, int offset)
    {
        float[] source = TestNumbers.Uniform(length, 1);
        float[] memory = GC.AllocateArray<float>(length + (3 * AlignedFloats), pinned: true);
        Array.Fill(memory, -7f);
        fixed (float* start = memory)
        {
            int aligned = (int)((64 - ((nuint)start % 64)) % 64 / sizeof(float));
            int begin = aligned + offset;
            using var team = new ThreadTeam(3);
            CopyLoop.Run(team, source, memory.AsSpan(begin, length), streaming);
            Assert.Equal(source, memory.AsSpan(begin, length).ToArray());
            Assert.All(memory[..begin], value => Assert.Equal(-7f, value));
            Assert.All(memory[(begin + length)..], value => Assert.Equal(-7f, value));
        }
    }

    [Fact]
    public void A_copy_needs_two_memories_of_one_length()
    {
        using var team = new ThreadTeam(1);
        float[] x = new float[10];
        Assert.Throws<ArgumentException>(() => CopyLoop.Run(team, x, new float[9], streaming: false));
        Assert.Throws<ArgumentException>(() => CopyLoop.Run(team, x.AsSpan(0, 5), x.AsSpan(4, 5), streaming: false));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1000)]
    public void Operations_are_two_a_lane_of_twelve_chains_a_round(int threads, int rounds)
    {
        int lanes = Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : 4;
        using var team = new ThreadTeam(threads);
        Assert.Equal(2.0 * 12 * lanes * threads * rounds, ArithmeticPeak.Run(team, rounds));
    }

    [Fact]
    public void At_least_one_round() => Assert.Throws<ArgumentOutOfRangeException>(() =>
    {
        using var team = new ThreadTeam(1);
        ArithmeticPeak.Run(team, 0);
    });
}
