using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>Where indices point in a tensor that is seen as rows of numbers.</summary>
/// <param name="Kind">What indices name.</param>
/// <param name="Data">The shape of the tensor.</param>
/// <param name="Indices">The shape of the indices.</param>
/// <param name="Axis">The dimension that is indexed; for coordinates, how many leading dimensions are the batch of both.</param>
internal readonly record struct IndexPlan(IndexKind Kind, Shape Data, Shape Indices, int Axis)
{
    /// <summary>How many coordinates an index has.</summary>
    public int Coordinates => Kind == IndexKind.Coordinates ? Indices[^1] : 1;

    /// <summary>How many numbers each index names.</summary>
    public int Width => Kind switch
    {
        IndexKind.Entries => Product(Data.AsSpan()[(Axis + 1)..]),
        IndexKind.Elements => 1,
        _ => Product(Data.AsSpan()[(Axis + Coordinates)..]),
    };

    /// <summary>How many rows are named.</summary>
    public int Count => Kind switch
    {
        IndexKind.Entries => checked(Product(Data.AsSpan()[..Axis]) * Indices.ElementCount),
        IndexKind.Elements => Indices.ElementCount,
        _ => Product(Indices.AsSpan()[..^1]),
    };

    /// <summary>The shape of what is gathered.</summary>
    public Shape Output => Kind switch
    {
        IndexKind.Entries => [.. Data.AsSpan()[..Axis], .. Indices.AsSpan(), .. Data.AsSpan()[(Axis + 1)..]],
        IndexKind.Elements => Indices,
        _ => [.. Indices.AsSpan()[..^1], .. Data.AsSpan()[(Axis + Coordinates)..]],
    };

    /// <summary>Checks that the shapes fit.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public static IndexPlan Of(IndexKind kind, Shape data, Shape indices, int axis)
    {
        bool fits = kind switch
        {
            IndexKind.Entries => axis >= 0 && axis < data.Rank,
            IndexKind.Elements => axis >= 0 && axis < data.Rank && indices.Rank == data.Rank && Fits(data, indices, axis),
            _ => indices.Rank > axis && data.Rank >= axis && indices[^1] <= data.Rank - axis
                && data.AsSpan()[..axis].SequenceEqual(indices.AsSpan()[..axis]),
        };
        return fits ? new IndexPlan(kind, data, indices, axis)
            : throw new ArgumentException(
                $"indices {indices} do not name {kind.ToString().ToLowerInvariant()} of {data} at dimension {axis}");
    }

    /// <summary>The row that each index names.</summary>
    /// <exception cref="ArgumentException">An index lies outside of its dimension.</exception>
    public void Locate(ReadOnlySpan<double> indices, Span<int> positions)
    {
        switch (Kind)
        {
            case IndexKind.Entries:
                int extent = Data[Axis];
                for (int i = 0; i < positions.Length; i++)
                {
                    positions[i] = (i / indices.Length * extent) + Inside(indices[i % indices.Length], extent);
                }

                break;
            case IndexKind.Elements:
                LocateElements(indices, positions);
                break;
            default:
                LocateCoordinates(indices, positions);
                break;
        }
    }

    private static bool Fits(Shape data, Shape indices, int axis)
    {
        for (int d = 0; d < data.Rank; d++)
        {
            if (d != axis && indices[d] > data[d])
            {
                return false;
            }
        }

        return true;
    }

    private static int Product(ReadOnlySpan<int> extents)
    {
        int product = 1;
        foreach (int extent in extents)
        {
            product = checked(product * extent);
        }

        return product;
    }

    private static int Inside(double index, int extent)
        => index >= -extent && index < extent && index == Math.Truncate(index)
            ? (int)(index < 0 ? index + extent : index)
            : throw new ArgumentException($"index {index} lies outside of a dimension of {extent} entries");

    private void LocateElements(ReadOnlySpan<double> indices, Span<int> positions)
    {
        for (int i = 0; i < positions.Length; i++)
        {
            // The place of the index in the tensor, with its own coordinate along the indexed dimension replaced.
            (int position, int stride, int rest) = (0, 1, i);
            for (int d = Data.Rank - 1; d >= 0; d--)
            {
                int coordinate = rest % Indices[d];
                rest /= Indices[d];
                position += stride * (d == Axis ? Inside(indices[i], Data[d]) : coordinate);
                stride *= Data[d];
            }

            positions[i] = position;
        }
    }

    private void LocateCoordinates(ReadOnlySpan<double> indices, Span<int> positions)
    {
        int coordinates = Coordinates;
        int perBatch = Product(Indices.AsSpan()[Axis..^1]);
        for (int i = 0; i < positions.Length; i++)
        {
            int position = i / perBatch;
            for (int c = 0; c < coordinates; c++)
            {
                int extent = Data[Axis + c];
                position = (position * extent) + Inside(indices[(i * coordinates) + c], extent);
            }

            positions[i] = position;
        }
    }
}
