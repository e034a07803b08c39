using NormSharp.Kernels.Plans;

namespace NormSharp.Kernels.Tests.Plans;

public class AlgorithmTableTests
{
    private static readonly Sized Tiny = new("tiny", most: 4, pays: 2);
    private static readonly Sized Small = new("small", most: 100, pays: 10);
    private static readonly Sized General = new("general", int.MaxValue, int.MaxValue);

    [Theory]
    [InlineData(1, "tiny")]
    [InlineData(3, "small")]
    [InlineData(11, "general")]
    public void The_first_that_pays_is_taken(int size, string expected)
        => Assert.Equal(expected, Table(ForcedAlgorithms.None).Choose(size).Name);

    [Theory]
    [InlineData(1, "small")]
    [InlineData(99, "small")]
    [InlineData(101, "general")]
    public void A_forced_one_is_taken_wherever_it_can(int size, string expected)
        => Assert.Equal(expected, Table(ForcedAlgorithms.Parse("conv.forward=small")).Choose(size).Name);

    [Fact]
    public void Candidates_are_all_algorithms_with_one_chosen()
    {
        IReadOnlyList<Candidate> candidates = Table(ForcedAlgorithms.None).Candidates(3);
        Assert.Equal(["tiny", "small", "general"], candidates.Select(candidate => candidate.Name));
        Assert.Equal([true, true, true], candidates.Select(candidate => candidate.Verdict.Accepts));
        Assert.Equal([false, true, true], candidates.Select(candidate => candidate.Verdict.Pays));
        Assert.Equal([false, true, false], candidates.Select(candidate => candidate.IsChosen));
        Assert.Equal("3 is above 2", candidates[0].Verdict.Reason);
    }

    [Fact]
    public void A_choice_is_remembered_without_allocating()
    {
        var asked = new Sized("asked", int.MaxValue, int.MaxValue);
        var table = new AlgorithmTable<int, Sized>(KernelPass.ConvolutionForward, ForcedAlgorithms.None, [asked]);
        Assert.Same(asked, table.Choose(7));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            table.Choose(7);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(1, asked.Judged);
    }

    [Fact]
    public void More_problems_than_are_remembered_are_still_decided()
    {
        AlgorithmTable<int, Sized> table = Table(ForcedAlgorithms.None);
        for (int size = 0; size < 10_000; size++)
        {
            Assert.Equal(size > 10 ? "general" : size > 2 ? "small" : "tiny", table.Choose(size).Name);
        }
    }

    [Fact]
    public void An_unknown_algorithm_is_refused_with_those_that_there_are()
    {
        string message = Assert.Throws<ArgumentException>(() => Table(ForcedAlgorithms.Parse("conv.forward=smal"))).Message;
        Assert.Equal(
            "NORMSHARP_ALGORITHM asks for conv.forward=smal, but the algorithms of conv.forward are tiny, small, general.", message);
        message = Assert.Throws<ArgumentException>(() => Table(ForcedAlgorithms.None).Named("smal")).Message;
        Assert.StartsWith(
            "conv.forward has no algorithm 'smal'; its algorithms are tiny, small, general.", message, StringComparison.Ordinal);
        Assert.Same(Small, Table(ForcedAlgorithms.None).Named("small"));
    }

    [Theory]
    [InlineData("conv.fwd=small", "NORMSHARP_ALGORITHM names the pass 'conv.fwd', but the passes are conv.forward, ")]
    [InlineData("small", "NORMSHARP_ALGORITHM has 'small', but its entries are PASS=ALGORITHM, separated by commas.")]
    [InlineData("conv.forward=", "NORMSHARP_ALGORITHM has 'conv.forward=', but its entries are PASS=ALGORITHM, separated by commas.")]
    [InlineData("conv.forward=a=b", "NORMSHARP_ALGORITHM has 'conv.forward=a=b', but its entries are PASS=ALGORITHM, separated by commas.")]
    [InlineData("conv.forward=a,conv.forward=b", "NORMSHARP_ALGORITHM names the pass 'conv.forward' twice; name it once.")]
    public void What_cannot_be_read_is_refused_in_one_line(string text, string expected)
    {
        string message = Assert.Throws<ArgumentException>(() => ForcedAlgorithms.Parse(text)).Message;
        Assert.StartsWith(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" , ")]
    public void Nothing_forces_nothing(string? text)
        => Assert.All(KernelPass.All, pass => Assert.Null(ForcedAlgorithms.Parse(text).Of(pass)));

    [Fact]
    public void Several_passes_are_read()
    {
        var forced = ForcedAlgorithms.Parse("conv.forward=small, conv.weight-gradient = tiny,");
        Assert.Equal("small", forced.Of(KernelPass.ConvolutionForward));
        Assert.Equal("tiny", forced.Of(KernelPass.ConvolutionWeightGradient));
        Assert.Null(forced.Of(KernelPass.ConvolutionInputGradient));
    }

    private static AlgorithmTable<int, Sized> Table(ForcedAlgorithms forced)
        => new(KernelPass.ConvolutionForward, forced, [Tiny, Small, General]);

    private sealed class Sized(string name, int most, int pays) : IAlgorithm<int>
    {
        public string Name => name;

        public int Judged { get; private set; }

        public Verdict Judge(in int problem)
        {
            Judged++;
            return problem > most ? Verdict.Refuses($"{problem} is above {most}")
                : problem > pays ? Verdict.Loses($"{problem} is above {pays}")
                : Verdict.Wins("it fits");
        }

        public nuint ScratchLength(in int problem, int threads) => 0;
    }
}
