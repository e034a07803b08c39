using NormSharp.Kernels.Gemm;
using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Plans;
using NormSharp.Kernels.Tests.Plans;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Gemm;

[Trait("Kind", "Kernel")]
public class GemmPlanTests
{
    /// <summary>M, N, K, whether A lies as K×M, the algorithm with vectors of 128, 256 and 512 bits.</summary>
    public static TheoryData<int, int, int, bool, string[]> Choices => new()
    {
        { 1, 300, 700, false, ["single-row", "single-row", "single-row"] },
        { 2, 300, 700, false, ["packed-b", "packed-b", "packed-b"] },
        { 1536, 1536, 1536, false, ["packed-b", "packed-b", "packed-b"] },
        { 1536, 1536, 1536, true, ["packed-a-and-b", "packed-a-and-b", "packed-a-and-b"] },
        { 128, 1024, 1024, true, ["packed-b", "packed-b", "packed-b"] },
        { 129, 1024, 1024, true, ["packed-a-and-b", "packed-a-and-b", "packed-a-and-b"] },
        { 1024, 8, 1024, true, ["packed-b", "packed-b", "packed-b"] },
        { 1024, 16, 1024, true, ["packed-a-and-b", "packed-b", "packed-b"] },
        { 1024, 32, 1024, true, ["packed-a-and-b", "packed-a-and-b", "packed-b"] },
        { 1024, 33, 1024, true, ["packed-a-and-b", "packed-a-and-b", "packed-a-and-b"] },
    };

    [Theory]
    [MemberData(nameof(Choices))]
    public void A_shape_goes_where_its_machine_is_fastest(int m, int n, int k, bool transposeA, string[] expected)
    {
        GemmShape shape = GemmShape.Contiguous(m, n, k, transposeA);
        Assert.Equal(expected, new[] { 4, 8, 16 }.Select(lanes => Table(MachineDescription.Forced(lanes)).Choose(shape).Name));
    }

    [Fact]
    public void The_page_has_these_choices_and_no_others()
    {
        IEnumerable<string> expected = Choices.Select(row => row.Data).Select(
            row => $"| {row.Item1}×{row.Item3} · {row.Item3}×{row.Item2} | {(row.Item4 ? "column by column" : "row by row")} | "
                + $"{PlanPage.Names(row.Item5)} |");
        Assert.Equal(expected, PlanPage.Rows("gemm.md", "| product |"));
    }

    [Fact]
    public void A_small_second_level_cache_is_left_sooner()
    {
        MachineDescription machine = MachineDescription.Forced(8);
        machine = machine with { Caches = machine.Caches with { Level2 = 256 << 10 } };
        Assert.Equal("packed-a-and-b", Table(machine).Choose(GemmShape.Contiguous(65, 1024, 1024, transposeA: true)).Name);
    }

    [Theory]
    [InlineData(4, 512)]
    [InlineData(8, 512)]
    [InlineData(16, 256)]
    public void Blocks_of_K_depend_on_vectors_and_never_on_caches_that_the_system_tells(int lanes, int longest)
    {
        MachineDescription machine = MachineDescription.Forced(lanes);
        foreach (int k in new[] { 1, 255, 512, 1024, 4096 })
        {
            int block = new Blocking(300, 300, k, machine, threads: 2).KBlock;
            Assert.Equal(Math.Min(k, longest), block);
            Assert.Equal(
                block, new Blocking(300, 300, k, machine with { Caches = new(64, 8 << 10, 64 << 10, 1 << 20, 1) }, threads: 5).KBlock);
        }
    }

    [Fact]
    public void Each_algorithm_computes_every_shape_that_it_accepts()
    {
        using var team = new ThreadTeam(2);
        AlgorithmTable<GemmShape, GemmAlgorithm> table = Table(team.Machine);
        int run = 0;
        foreach (GemmAlgorithm algorithm in table.Algorithms)
        {
            foreach (GemmShape shape in Shapes().Where(shape => algorithm.Judge(shape).Accepts))
            {
                var product = new GemmCase(shape);
                product.Check(team, accumulate: false, withBias: true, algorithm);
                product.Check(team, accumulate: true, withBias: false, algorithm);
                run++;
            }
        }

        Assert.True(run > 2 * Shapes().Count());
    }

    [Fact]
    public void Caches_that_the_system_tells_leave_the_bits_alone()
    {
        using var team = new ThreadTeam(2);
        using var small = new ThreadTeam(2, team.Machine with { Caches = new(64, 8 << 10, 64 << 10, 1 << 20, 1) });
        foreach (GemmShape shape in Shapes())
        {
            TestNumbers.AssertSameBits(new GemmCase(shape).Run(team), new GemmCase(shape).Run(small));
        }
    }

    [Fact]
    public void The_general_one_accepts_everything_and_stands_last()
        => Assert.All(Shapes(), shape => Assert.True(Table(MachineDescription.Current).Algorithms[^1].Judge(shape).Pays));

    [Fact]
    public void What_packing_needs_is_told()
    {
        AlgorithmTable<GemmShape, GemmAlgorithm> table = Table(MachineDescription.Forced(16));
        GemmShape shape = GemmShape.Contiguous(100, 64, 200);
        Assert.Equal(0u, table.Named("single-row").ScratchLength(shape, 1));
        Assert.Equal(64u * 200, table.Named("packed-b").ScratchLength(shape, 1));
        Assert.Equal((64u + 100) * 200, table.Named("packed-a-and-b").ScratchLength(shape, 1));
    }

    private static AlgorithmTable<GemmShape, GemmAlgorithm> Table(MachineDescription machine) =>
        GemmPlan.Table(machine, ForcedAlgorithms.None);

    private static IEnumerable<GemmShape> Shapes()
    {
        foreach ((int m, int n, int k) in new[] { (1, 1, 1), (1, 70, 300), (5, 7, 9), (17, 33, 40), (100, 40, 600), (13, 270, 530) })
        {
            foreach (bool transposeA in new[] { false, true })
            {
                yield return GemmShape.Contiguous(m, n, k, transposeA);
                yield return GemmShape.Contiguous(m, n, k, transposeA, transposeB: true);
            }

            yield return new GemmShape(m, n, k, new(2 * k, 2), new(3 * n, 3), n + 1);
        }
    }
}
