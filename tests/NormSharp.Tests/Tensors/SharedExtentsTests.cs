using NormSharp.Tensors;

namespace NormSharp.Tests.Tensors;

public class SharedExtentsTests
{
    [Fact]
    public void Equal_shapes_share_one_array_and_allocate_nothing()
    {
        Shape first = [3, 7, 11];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Shape second = [3, 7, 11];
        Shape widened = second.With(1, 7);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(System.Runtime.CompilerServices.Unsafe.AreSame(in first.AsSpan()[0], in second.AsSpan()[0]));
        Assert.Equal(first, widened);
        Assert.Equal(0, bytes);
    }

    [Fact]
    public void What_a_caller_gets_as_an_array_is_a_copy()
    {
        Shape shape = [5, 6];
        shape.ToArray()[0] = 9;
        Shape again = [5, 6];
        Assert.Equal(5, again[0]);
    }

    [Fact]
    public void More_shapes_than_the_table_holds_stay_what_they_are()
    {
        // Far more than it can remember, so that every set overflows; from several threads at once. A table of its own: other tests count
        // bytes.
        var table = new SharedExtents();
        Parallel.For(0, 4, thread =>
        {
            for (int i = 0; i < 50_000; i++)
            {
                int[] extents = [i, thread, i % 7];
                Assert.Equal(extents, table.Find(extents));
            }
        });
    }
}
