using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Interop.Keras.Networks;

/// <summary>A value of a Keras model while its network is built.</summary>
/// <param name="Tensor">The value in the network.</param>
/// <param name="Shape">Its extents as Keras has them, without the batch; null for one that is free.</param>
internal sealed record KerasValue(SymbolicTensor Tensor, IReadOnlyList<int?> Shape)
{
    /// <summary>
    /// Whether the network has the channels, which Keras has last, in dimension 1: planes [N, H, W, C] are [N, C, H, W], and a sequence
    /// [N, L, C] is a plane of height 1, [N, C, 1, L].
    /// </summary>
    public bool IsMoved { get; init; }

    /// <summary>Whether it is a sequence that the network has as a plane of height 1.</summary>
    public bool IsSequence => IsMoved && Shape.Count == 2;

    /// <summary>How many dimensions it has in the network, with the batch.</summary>
    public int StoredRank => Shape.Count + (IsSequence ? 2 : 1);

    /// <summary>
    /// The extents, as Keras has them, of what was flattened to this value: its numbers stand in the network's order of dimensions. Null
    /// where that is Keras's.
    /// </summary>
    public IReadOnlyList<int>? Flattened { get; init; }

    /// <summary>The last extent.</summary>
    public int? Channels => Shape.Count > 0 ? Shape[^1] : null;

    /// <summary>The network's dimension for one of Keras's, which counts the batch and may count from the end.</summary>
    /// <exception cref="ArgumentException">There is no such dimension.</exception>
    public int Place(int axis)
    {
        int rank = Shape.Count + 1;
        int keras = axis < 0 ? axis + rank : axis;
        if (keras < 0 || keras >= rank)
        {
            throw new ArgumentException($"axis {axis} of a value of {rank} dimensions");
        }

        return !IsMoved || keras == 0 ? keras : keras == rank - 1 ? 1 : keras + StoredRank - rank + 1;
    }

    /// <summary>The shape in the network of a value whose extents are known, for a batch of one.</summary>
    public Shape Stored()
    {
        int[] keras = [.. Shape.Select(extent => extent!.Value)];
        return !IsMoved ? [1, .. keras] : IsSequence ? [1, keras[^1], 1, keras[0]] : [1, keras[^1], .. keras[..^1]];
    }

    /// <summary>For each place of Keras's order where the number stands in the network's, for what was flattened.</summary>
    public static int[] Order(IReadOnlyList<int> extents)
    {
        int channels = extents[^1];
        int positions = extents.Take(extents.Count - 1).Aggregate(1, (product, extent) => checked(product * extent));
        int[] order = new int[checked(positions * channels)];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = (i % channels * positions) + (i / channels);
        }

        return order;
    }
}
