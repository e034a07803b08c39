using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Parallel;
using NormSharp.Kernels.Simd;

namespace NormSharp.Kernels.Tests.Machine;

public sealed class MachineDescriptionTests
{
    // As both machines were measured that the rules come from.
    private static readonly MachineDescription Zen3 =
        MachineDescription.Forced(lanes: 8) with { Caches = new(64, 32 << 10, 512 << 10, 32 << 20, 16), CachesAreRead = true };

    private static readonly MachineDescription SapphireRapids =
        MachineDescription.Forced(lanes: 16) with { Caches = new(64, 48 << 10, 2 << 20, 260L << 20, 2), CachesAreRead = true };

    [Fact]
    public void This_machine_has_the_vectors_that_kernels_run_with()
    {
        MachineDescription machine = MachineDescription.Current;
        Assert.Equal(SimdWidth.Count, machine.Lanes);
        Assert.Equal(
            Simd512.IsSupported ? Simd512.Registers : Simd256.IsSupported ? Simd256.Registers : Simd128.Registers, machine.Registers);
        Assert.Equal(Environment.ProcessorCount, machine.Cores);
        Assert.True(machine.Caches.Level1 < machine.Caches.LastLevel);
        Assert.Same(machine, new ThreadTeam(1).Machine);
    }

    [Fact]
    public void What_may_change_bits_does_not_depend_on_what_the_system_tells()
    {
        Assert.Equal(MachineDescription.Forced(8).Nominal, Zen3.Nominal);
        Assert.Equal(MachineDescription.Forced(16).Nominal, SapphireRapids.Nominal);
    }

    [Fact]
    public void Where_the_system_tells_nothing_the_rules_are_those_of_the_measured_machines()
    {
        Assert.Equal(Rules(Zen3), Rules(MachineDescription.Forced(8)));
        Assert.Equal(Rules(SapphireRapids), Rules(MachineDescription.Forced(16)));
    }

    [Fact]
    public void A_small_last_level_cache_is_left_sooner()
        => Assert.Equal(4L << 20, (Zen3 with { Caches = Zen3.Caches with { LastLevel = 8 << 20 } }).BeyondCaches);

    [Fact]
    public void A_team_refuses_to_plan_for_other_vectors_than_it_has()
        => Assert.Throws<ArgumentException>(() => new ThreadTeam(1, MachineDescription.Forced(SimdWidth.Count == 16 ? 8 : 16)));

    private static (long Beyond, bool Shares, long Close) Rules(MachineDescription machine) =>
        (machine.BeyondCaches, machine.SharesFastCache, machine.CloseToCore);
}
