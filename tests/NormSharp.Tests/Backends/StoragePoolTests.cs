using NormSharp.Backends;
using NormSharp.Tensors;

namespace NormSharp.Tests.Backends;

/// <summary>
/// What a backend keeps for later: a step's memory as long as steps are made, and not that of every shape there ever was.
/// </summary>
public sealed class StoragePoolTests
{
    [Fact]
    public void MemoryThatNobodyTookForLongIsLetGo()
    {
        var pool = new StoragePool<float>();
        pool.Return(pool.Rent(1 << 20));
        Assert.True(pool.Kept >= 1 << 20);
        for (int i = 0; i < 2 * StoragePool<float>.MostIdle; i++)
        {
            pool.Return(pool.Rent(100));
        }

        Assert.InRange(pool.Kept, 100, 1000);
    }

    [Fact]
    public void MemoryThatEveryStepTakesStays()
    {
        var pool = new StoragePool<float>();
        HostStorage<float> first = pool.Rent(1 << 16);
        pool.Return(first);
        for (int i = 0; i < 4 * StoragePool<float>.MostIdle; i++)
        {
            pool.Return(pool.Rent(100));
            if (i % 5000 == 0)
            {
                HostStorage<float> again = pool.Rent(1 << 16);
                Assert.Same(first, again);
                pool.Return(again);
            }
        }
    }

    [Fact]
    public void EveryShapeOnceIsNotKept()
    {
        var pool = new StoragePool<float>();
        var random = new Random(1);
        for (int i = 0; i < 8 * StoragePool<float>.MostIdle; i++)
        {
            // A few hundred at a time in half of the time, so that many of one class are kept.
            pool.Return(pool.Rent(random.Next(1, 5000)));
        }

        Assert.InRange(pool.Kept, 1, 1 << 20);
    }
}
