using NormSharp.Backends;

namespace NormSharp.Tests.Backends;

public sealed class MachineMemoryTests
{
    [Theory]
    [InlineData("MemAvailable:   21364812 kB", 21364812L << 10)]
    [InlineData("MemAvailable: x kB", null)]
    [InlineData("MemFree: 12 kB", null)]
    public void The_systems_line_is_read(string line, long? expected)
        => Assert.Equal(expected, MachineMemory.Available(["MemTotal: 1 kB", line, "Cached: 3 kB"]));

    [Fact]
    public void Some_memory_is_free() => Assert.InRange(MachineMemory.Free, 1, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}
