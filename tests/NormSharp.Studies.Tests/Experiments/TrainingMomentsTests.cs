using NormSharp.Studies.Experiments;

namespace NormSharp.Studies.Tests.Experiments;

public class TrainingMomentsTests
{
    [Theory]
    [InlineData(1, 5, "0")]
    [InlineData(4, 5, "0 1 2 3")]
    [InlineData(5, 5, "0 1 2 3 4")]
    [InlineData(6, 5, "0 1 2 4 5")]
    [InlineData(101, 5, "0 25 50 75 100")]
    public void They_lie_evenly_and_take_in_both_ends(int count, int wanted, string expected)
        => Assert.Equal(expected, string.Join(' ', TrainingMoments.Evenly(count, wanted)));
}
