using System.Numerics.Tensors;
using NormSharp.Ops;
using NormSharp.Tensors;
using Tensor = NormSharp.Tensors.Tensor;

namespace NormSharp.Tests.Tensors;

public class TensorTests
{
    [Fact]
    public void Reads_by_index_and_in_row_major_order()
    {
        Tensor x = Tensor.From([1, 2, 3, 4, 5, 6], [2, 3]);
        Assert.Equal(6, x[1, 2]);
        Assert.Equal([1, 4, 2, 5, 3, 6], x.Transpose().ToArray());
        Assert.Equal(4, x.Transpose()[0, 1]);
    }

    [Fact]
    public void Refuses_wrong_indices_and_lengths()
    {
        Tensor x = Tensor.Zeros([2, 3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => x[0, 3]);
        Assert.Throws<ArgumentException>(() => x[0]);
        Assert.Throws<ArgumentException>(() => Tensor.From([1, 2], [3]));
        Assert.Throws<ArgumentException>(() => x.CopyTo(new float[5]));
        Assert.Throws<InvalidOperationException>(() => x.Item());
    }

    [Fact]
    public void Views_share_memory()
    {
        Tensor x = Tensor.Zeros([4, 6]);
        x.Slice(0, 1, 3).Slice(1, 0, 6, step: 2).Transpose().AsTensorSpan()[2, 1] = 7;
        Assert.Equal(7, x[2, 4]);
    }

    [Fact]
    public void Becomes_a_tensor_span_without_a_copy()
    {
        Tensor x = Tensor.Range(24).Reshape(2, 3, 4);
        TensorSpan<float> span = x.Permute(2, 0, 1).AsTensorSpan();
        Assert.Equal([4, 2, 3], span.Lengths.ToArray());
        Assert.Equal(x[1, 2, 3], span[3, 1, 2]);
        span[0, 0, 0] = -1;
        Assert.Equal(-1, x[0, 0, 0]);
        Assert.Equal(5f, Tensor.Scalar(5).AsTensorSpan()[0]);
    }

    [Fact]
    public void A_repeated_dimension_becomes_a_stride_of_zero()
    {
        TensorSpan<float> span = Tensor.From(1, 2, 3).Expand([2, 3]).AsTensorSpan();
        Assert.Equal(2f, span[0, 1]);
        Assert.Equal(2f, span[1, 1]);
    }

    [Fact]
    public void Comes_from_a_tensor_span_of_any_strides()
    {
        var source = new TensorSpan<float>(new float[] { 0, 1, 2, 3, 4, 5 }, [3, 2], [1, 3]);
        Assert.Equal([0, 3, 1, 4, 2, 5], Tensor.From(source.AsReadOnlyTensorSpan()).ToArray());
    }

    [Fact]
    public void Wraps_an_array_without_a_copy()
    {
        float[] values = [1, 2, 3, 4];
        Tensor x = Tensor.Wrap(values, [2, 2]);
        values[3] = 9;
        Assert.Equal(9, x[1, 1]);
        x.AsSpan()[0] = -1;
        Assert.Equal(-1, values[0]);
        Assert.Equal([1, 12], x.MatMul(Tensor.From([1, 1], [2, 1])).ToArray());
        Assert.Throws<ArgumentException>(() => Tensor.Wrap(values, [3]));
    }

    [Fact]
    public void Sizes_that_do_not_exist_are_refused()
    {
        Assert.Equal([1], Tensor.Range(3).Slice(0, 0, 3, int.MaxValue).Shape);
        Assert.Throws<ArgumentException>(() => Shape.Create([2]).With(0, -5));
        Assert.Equal([1, 1, 1, 1, 1, 1], Tensor.Zeros([2, 0]).Linear(Tensor.Zeros([3, 0]), Tensor.Ones([3])).ToArray());
        Assert.Throws<ArgumentException>(
            () => Tensor.Zeros([1, 1, 4, 4]).Conv2d(Tensor.Zeros([1, 1, 2, 2]), null, new ConvolutionSettings { Stride = 0 }));
    }

    [Fact]
    public void The_position_of_a_maximum_counts_over_the_chosen_axes()
    {
        Tensor x = Tensor.From([1, 9, 2, 7, 3, 8, 4, 6], [2, 2, 2]);
        Assert.Equal([1, 1], x.ArgMax([1, 2]).ToArray());
        Tensor overOuterAndInner = x.ArgMax([0, 2], keepDim: true);
        Assert.Equal(Shape.Create([1, 2, 1]), overOuterAndInner.Shape);

        // The second dimension's first entry holds 1, 9, 3, 8 and its second 2, 7, 4, 6.
        Assert.Equal([1, 1], overOuterAndInner.ToArray());
        Assert.Equal([1, 1, 1, 1], x.ArgMax(-1));
    }

    [Fact]
    public void Memory_is_aligned_to_cache_lines()
    {
        for (int length = 1; length < 40; length += 7)
        {
            unsafe
            {
                fixed (float* start = Tensor.Zeros([length]).AsSpan())
                {
                    Assert.Equal(0u, (nuint)start % 64);
                }
            }
        }
    }

    [Fact]
    public void A_view_with_gaps_has_no_span()
        => Assert.Contains(
            "Contiguous()",
            Assert.Throws<InvalidOperationException>(() => Tensor.Zeros([2, 3]).Transpose().AsSpan()).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Empty_tensors_are_allowed()
    {
        Tensor x = Tensor.Zeros([0, 3]);
        Assert.Empty(x.ToArray());
        Assert.Equal([0, 0, 0], x.Sum([0]).ToArray());
        Assert.Equal([0, 0], Tensor.Zeros([2, 0]).MatMul(Tensor.Zeros([0, 1])).ToArray());
    }

    [Fact]
    public void Prints_its_first_values()
        => Assert.Equal("Tensor [10] {0, 1, 2, 3, 4, 5, 6, 7, …}", Tensor.Range(10).ToString());
}
