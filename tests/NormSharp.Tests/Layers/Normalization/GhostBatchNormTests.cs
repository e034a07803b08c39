using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers.Normalization;

/// <summary>Ghost batch normalization against batch normalization of each sub-batch by itself.</summary>
public sealed class GhostBatchNormTests
{
    public static TheoryData<int[], int, int[], string> Cases()
    {
        var data = new TheoryData<int[], int, int[], string>();
        foreach ((int[] shape, int size, int[] parts) in ((int[], int, int[])[])
            [([12, 3], 4, [4, 4, 4]), ([11, 3, 2], 4, [4, 4, 3]), ([9, 3], 4, [4, 5]), ([9, 3, 2], 4, [4, 4, 1]), ([5, 2, 3, 3], 8, [5]),
                ([6, 1, 3, 5], 2, [2, 2, 2]),
             ([7, 1000], 3, [3, 4]), ([3, 5, 4, 4], 1, [1, 1, 1]), ([16, 17, 1, 1], 5, [5, 5, 6]), ([34, 33], 17, [17, 17])])
        {
            data.Add(shape, size, parts, "cpu");
            data.Add(shape, size, parts, "reference");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_sub_batch_is_normalized_by_itself(int[] extents, int size, int[] parts, string backend)
    {
        Shape shape = Shape.Create(extents);
        foreach (bool affine in (bool[])[true, false])
        {
            var options = new BatchNormOptions { Affine = affine, NewStatisticWeight = 0.3 };
            var ghost = LayerPass.Scattered(new GhostBatchNorm(shape[1], size, options));
            var alone = LayerPass.Scattered(new BatchNorm(shape[1], options));
            var whole = new BatchNorm(shape[1], options);
            for (ulong step = 1; step <= 4; step++)
            {
                Tensor x = RandomTensor.Normal(step, shape, mean: step, deviation: 1 + step);
                Tensor dy = RandomTensor.Normal(step + 10, shape);
                LayerPass.Of(backend, ghost, x, dy).AssertClose(InParts("reference", alone, x, dy, parts), backend == "cpu" ? 1e-5 : 1e-12);
                whole.Forward(x);
                LayerPass.AssertSameStatistics(whole, ghost, 1e-6);
            }
        }
    }

    [Theory]
    [MemberData(nameof(LayerPass.Backends), MemberType = typeof(LayerPass))]
    public void One_sub_batch_is_batch_normalization(string backend)
    {
        var ghost = LayerPass.Scattered(new GhostBatchNorm(3, 10));
        var plain = LayerPass.Scattered(new BatchNorm(3));
        for (ulong step = 1; step <= 4; step++)
        {
            Tensor x = RandomTensor.Normal(step, [10, 3, 5]);
            Tensor dy = RandomTensor.Normal(step + 10, [10, 3, 5]);
            LayerPass.Of(backend, ghost, x, dy).AssertClose(LayerPass.Of(backend, plain, x, dy), 0);
        }

        LayerPass.AssertSameStatistics(plain, ghost, 0);
        ghost.Evaluate();
        plain.Evaluate();
        Tensor other = RandomTensor.Normal(9, [7, 3, 5]);
        LayerPass.Of(backend, ghost, other, other).AssertClose(LayerPass.Of(backend, plain, other, other), 0);
    }

    [Theory]
    [InlineData(-1, new[] { 5, 2, 3 })]
    [InlineData(2, new[] { 5, 2, 3, 4 })]
    public void Samples_are_cut_whatever_dimension_the_channels_are(int axis, int[] extents)
    {
        Shape shape = Shape.Create(extents);
        Tensor x = RandomTensor.Normal(1, shape);
        Tensor dy = RandomTensor.Normal(2, shape);
        var ghost = LayerPass.Scattered(new GhostBatchNorm(3, 2, new BatchNormOptions { Axis = axis }));
        var alone = LayerPass.Scattered(new BatchNorm(3, new BatchNormOptions { Axis = axis }));
        LayerPass.Of("cpu", ghost, x, dy).AssertClose(InParts("reference", alone, x, dy, [2, 2, 1]), 1e-5);
    }

    [Fact]
    public void A_fused_activation_is_the_activation()
    {
        Tensor x = RandomTensor.Normal(1, [7, 3, 5]);
        Tensor dy = RandomTensor.Normal(2, [7, 3, 5]);
        var fused = new Sequential(LayerPass.Scattered(new GhostBatchNorm(3, 3)), new Sigmoid());
        var alone = new Sequential(LayerPass.Scattered(new BatchNorm(3)), new Sigmoid());
        LayerPass.Of("cpu", fused, x, dy).AssertClose(InParts("reference", alone, x, dy, [3, 3, 1]), 1e-5);
    }

    [Fact]
    public void It_is_recalibrated_by_the_whole_batch()
    {
        var ghost = new GhostBatchNorm(3, 4);
        var plain = new BatchNorm(3);
        foreach (BatchNorm layer in (BatchNorm[])[ghost, plain])
        {
            layer.Evaluate();
            layer.BeginRecalibration();
            layer.Forward(RandomTensor.Normal(1, [9, 3], mean: 3));
            layer.Forward(RandomTensor.Normal(2, [10, 3], mean: 5));
            layer.EndRecalibration();
        }

        LayerPass.AssertSameStatistics(plain, ghost, 1e-6);
    }

    [Fact]
    public void What_it_cannot_do_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new GhostBatchNorm(3, 0));
        Assert.Throws<ArgumentException>(() => new GhostBatchNorm(3, 2, new BatchNormOptions { Axis = 0 }));
        Assert.Contains(
            "sub-batch of 1",
            Assert.Throws<LayerException>(() => new GhostBatchNorm(3, 1).Forward(Tensor.Zeros([4, 3]))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "no value",
            Assert.Throws<LayerException>(() => new GhostBatchNorm(3, 2).Forward(Tensor.Zeros([0, 3]))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "one value",
            Assert.Throws<LayerException>(() => new GhostBatchNorm(3, 2).Forward(Tensor.Zeros([1, 3]))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "mask",
            Assert.Throws<LayerException>(() => new GhostBatchNorm(3, 2).Forward(Tensor.Zeros([4, 3]), Tensor.Ones([4]))).Message,
            StringComparison.Ordinal);
        GhostBatchNorm lazy = GhostBatchNorm.Lazy(2);
        lazy.Forward(RandomTensor.Normal(1, [4, 6]));
        Assert.Equal("GhostBatchNorm(6, sub-batches of 2)", lazy.ToString());
    }

    /// <summary>
    /// A layer over each part by itself: outputs and input gradients side by side, parameter gradients summed, as micro-batches accumulate
    /// them.
    /// </summary>
    private static LayerPass InParts(string backend, Module layer, Tensor x, Tensor dy, int[] parts)
    {
        var passes = new List<LayerPass>();
        int start = 0;
        foreach (int rows in parts)
        {
            passes.Add(LayerPass.Of(backend, layer, LayerPass.Rows(x, start, start + rows), LayerPass.Rows(dy, start, start + rows)));
            start += rows;
        }

        return new LayerPass(
            [.. passes.SelectMany(pass => pass.Y)],
            [.. passes.SelectMany(pass => pass.Dx)],
            [.. passes[0].Parameters.Select((first, i) => first.Select((_, j) => passes.Sum(pass => pass.Parameters[i][j])).ToArray())]);
    }
}
