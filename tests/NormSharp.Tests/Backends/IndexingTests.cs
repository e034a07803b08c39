using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Ops;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Tests.Backends;

/// <summary>Gathering and scattering by kernels and by the composed bodies, against numbers worked out by hand.</summary>
public sealed class IndexingTests
{
    private static readonly float[] Grid = [0, 1, 2, 10, 11, 12];

    public static TheoryData<bool> Backends => [false, true];

    [Theory]
    [MemberData(nameof(Backends))]
    public void Entries_elements_and_places_are_gathered(bool isReference)
    {
        Assert.Equal([2f, 1, 12, 11], Gathered(isReference, IndexKind.Entries, 1, [2], [-1, 1]));
        Assert.Equal([10f, 11, 12], Gathered(isReference, IndexKind.Entries, 0, [], [1]));
        Assert.Equal([2f, 0, 11, 12], Gathered(isReference, IndexKind.Elements, 1, [2, 2], [2, 0, 1, -1]));
        Assert.Equal([10f, 1], Gathered(isReference, IndexKind.Elements, 0, [1, 2], [1, 0]));
        Assert.Equal([12f, 0], Gathered(isReference, IndexKind.Coordinates, 0, [2, 2], [1, 2, 0, 0]));
        Assert.Equal([2f, 10], Gathered(isReference, IndexKind.Coordinates, 1, [2, 1], [2, 0]));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Updates_of_one_place_follow_each_other(bool isReference)
    {
        Assert.Equal([0f, 1, 8, 10, 11, 12], Scattered(isReference, ScatterKind.Set));
        Assert.Equal([0f, 1, 17, 10, 11, 12], Scattered(isReference, ScatterKind.Add));
        Assert.Equal([0f, 1, 112, 10, 11, 12], Scattered(isReference, ScatterKind.Multiply));
        Assert.Equal([0f, 1, 8, 10, 11, 12], Scattered(isReference, ScatterKind.Max));
        Assert.Equal([0f, 1, 2, 10, 11, 12], Scattered(isReference, ScatterKind.Min));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void The_largest_come_in_their_order(bool isReference)
    {
        using Backend backend = Make(isReference);
        using var tape = new Tape(backend, gradients: false);
        Tensor x = tape.Input([3f, 7, 7, 1, 5], [1, 5]);

        Assert.Equal([1f, 2, 4], x.TopIndices(3, 1, largest: true).ToArray());
        Assert.Equal([3f, 0], x.TopIndices(2, -1, largest: false).ToArray());
        Assert.Throws<ArgumentException>(() => x.TopIndices(6, 1, largest: true));
    }

    [Theory]
    [InlineData(3f)]
    [InlineData(-4f)]
    [InlineData(0.5f)]
    public void An_index_outside_is_named(float index)
    {
        string message = Assert.Throws<ArgumentException>(() => Gathered(false, IndexKind.Entries, 1, [1], [index])).Message;
        Assert.Contains($"index {index} lies outside of a dimension of 3 entries", message, StringComparison.Ordinal);
    }

    private static float[] Gathered(bool isReference, IndexKind kind, int axis, Shape shape, float[] indices)
    {
        using Backend backend = Make(isReference);
        using var tape = new Tape(backend, gradients: false);
        return tape.Input(Grid, [2, 3]).Gather(kind, tape.Input(indices, shape), axis).ToArray();
    }

    private static float[] Scattered(bool isReference, ScatterKind kind)
    {
        using Backend backend = Make(isReference);
        using var tape = new Tape(backend, gradients: false);
        return tape.Input(Grid, [2, 3])
            .Scatter((IndexKind.Elements, 1), tape.Input([2f, -1], [1, 2]), tape.Input([7f, 8], [1, 2]), kind).ToArray();
    }

    private static Backend Make(bool isReference) => isReference ? new ReferenceBackend() : new CpuBackend(2);
}
