using NormSharp.Kernels.Machine;

namespace NormSharp.Backends;

/// <summary>The vectors, caches and cores that <see cref="CpuBackend"/> plans its kernels for.</summary>
internal sealed record CpuDescription
{
    private CpuDescription(MachineDescription machine)
    {
        VectorLanes = machine.Lanes;
        VectorRegisters = machine.Registers;
        Cores = machine.Cores;
        CacheLine = machine.Caches.Line;
        Level1Cache = machine.Caches.Level1;
        Level2Cache = machine.Caches.Level2;
        LastLevelCache = machine.Caches.LastLevel;
        LastLevelCores = machine.Caches.LastLevelCores;
        CachesAreRead = machine.CachesAreRead;
    }

    /// <summary>The machine that this process runs on.</summary>
    public static CpuDescription Current { get; } = new(MachineDescription.Current);

    /// <summary>float32 numbers in the widest vector.</summary>
    public int VectorLanes { get; }

    /// <summary>Vector registers.</summary>
    public int VectorRegisters { get; }

    /// <summary>Logical processors that this process may use.</summary>
    public int Cores { get; }

    /// <summary>Bytes of a cache line.</summary>
    public int CacheLine { get; }

    /// <summary>Bytes of a core's first-level data cache.</summary>
    public long Level1Cache { get; }

    /// <summary>Bytes of a core's second-level cache.</summary>
    public long Level2Cache { get; }

    /// <summary>Bytes of the cache before memory.</summary>
    public long LastLevelCache { get; }

    /// <summary>Logical processors that share the last-level cache.</summary>
    public int LastLevelCores { get; }

    /// <summary>Whether the operating system told the caches; else they are those of a usual machine with such vectors.</summary>
    public bool CachesAreRead { get; }
}
