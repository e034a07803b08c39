using NormSharp.Lowering;

namespace NormSharp.Tests.Lowering;

public class StepConstantsTests
{
    [Fact]
    public void A_constant_is_made_once_whoever_asks()
    {
        var constants = new StepConstants();
        int made = 0;
        string[] got = new string[8];
        Parallel.For(0, got.Length, i => got[i] = constants.Of(("packed", i % 2), () => $"constant {Interlocked.Increment(ref made)}"));
        Assert.Equal(2, made);
        Assert.Equal(2, constants.Count);
        Assert.Same(got[0], got[6]);
        Assert.NotEqual(got[0], got[1]);
    }

    [Fact]
    public void A_constant_that_could_not_be_made_is_made_the_next_time()
    {
        var constants = new StepConstants();
        Assert.Throws<InvalidOperationException>(() => constants.Of<string>("a", () => throw new InvalidOperationException()));
        Assert.Equal("there", constants.Of("a", () => "there"));
    }
}
