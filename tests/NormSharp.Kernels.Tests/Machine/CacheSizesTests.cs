using NormSharp.Kernels.Machine;

namespace NormSharp.Kernels.Tests.Machine;

public sealed class CacheSizesTests
{
    private static readonly CacheSizes Nominal = CacheSizes.Nominal(8);

    [Fact]
    public void Levels_that_the_system_tells_are_taken_in_any_order()
    {
        CacheSizes? sizes = CacheSizes.Of([new(3, 96 << 20, 16, 64), new(1, 48 << 10, 2, 64), new(2, 1 << 20, 2, 64)], Nominal);
        Assert.Equal(new CacheSizes(64, 48 << 10, 1 << 20, 96 << 20, 16), sizes);
    }

    [Fact]
    public void Levels_that_are_missing_are_nominal()
    {
        Assert.Equal(Nominal with { Level1 = 64 << 10 }, CacheSizes.Of([new(1, 64 << 10, 1, 0), new(2, 0, 1, 64)], Nominal));
        Assert.Null(CacheSizes.Of([], Nominal));
        Assert.Null(CacheSizes.Of([new(1, 0, 1, 64)], Nominal));
    }

    [Fact]
    public void Of_a_second_level_that_cores_share_one_has_a_part()
    {
        CacheSizes? sizes = CacheSizes.Of([new(1, 128 << 10, 1, 128), new(2, 16 << 20, 4, 128)], Nominal);
        Assert.Equal(new CacheSizes(128, 128 << 10, 4 << 20, 16 << 20, 4), sizes);
    }

    [Fact]
    public void A_fourth_level_is_the_last()
        => Assert.Equal(128L << 20, CacheSizes.Of([new(4, 128 << 20, 8, 64), new(3, 6 << 20, 8, 64)], Nominal)!.Value.LastLevel);
}
