using NormSharp.Kernels.Elementwise;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Guarded.Walks;

/// <summary>Copies and arithmetic over strided views.</summary>
internal sealed class StridedWalk : IGuardedWalk
{
    public void Run(GuardedCase c)
    {
        int rank = c.Random.Next(0, 5);
        int[] shape = new int[rank];
        do
        {
            for (int d = 0; d < rank; d++)
            {
                shape[d] = c.Random.Next(20) == 0 ? 0 : c.Extent(1, 40);
            }
        }
        while (!GuardedCase.IsSmall(shape));

        int[] strides = Strides(c, shape, repeats: false);
        int count = (int)SizeLimits.Product(shape);
        string sizes = $"[{string.Join(", ", shape)}] with strides [{string.Join(", ", strides)}]";
        Span<float> dense = c.Floats(count), view = c.Floats(Reach(shape, strides));
        c.Say("StridedCopy.Gather", sizes);
        StridedCopy.Gather(c.Team, shape, view, strides, dense);
        c.Say("StridedCopy.Scatter", sizes);
        StridedCopy.Scatter(c.Team, shape, dense, view, strides);
        c.Say("StridedCopy.ScatterAdd", sizes);
        StridedCopy.ScatterAdd(c.Team, shape, dense, view, strides);

        int[] left = Strides(c, shape, repeats: true), right = Strides(c, shape, repeats: true);
        BinaryOperation operation = c.Any<BinaryOperation>();
        Span<float> a = c.Floats(Reach(shape, left)), b = c.Floats(Reach(shape, right));
        c.Say(
            "BinaryKernel.ApplyBroadcast",
            $"{operation} of [{string.Join(", ", shape)}], strides [{string.Join(", ", left)}] and [{string.Join(", ", right)}]");
        BinaryKernel.ApplyBroadcast(c.Team, operation, shape, new(a, left), new(b, right), dense);
    }

    /// <summary>Strides of a dense tensor in some order of its dimensions, some of them longer, some repeating.</summary>
    private static int[] Strides(GuardedCase c, int[] shape, bool repeats)
    {
        int[] order = [.. Enumerable.Range(0, shape.Length)];
        if (c.Coin())
        {
            c.Random.Shuffle(order);
        }

        int[] strides = new int[shape.Length];
        int step = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            int d = order[i];
            step *= c.Random.Next(6) == 0 ? 2 : 1;
            strides[d] = repeats && c.Random.Next(4) == 0 ? 0 : step;
            step *= strides[d] == 0 ? 1 : Math.Max(shape[d], 1);
        }

        return strides;
    }

    private static int Reach(int[] shape, int[] strides) =>
        shape.Contains(0) ? 0 : 1 + shape.Select((extent, d) => (extent - 1) * strides[d]).Sum();
}
