using System.Collections;
using System.Runtime.CompilerServices;

namespace NormSharp.Tensors;

/// <summary>The extents of a tensor, outermost first; written <c>[256, 1, 28, 28]</c>, and <c>[]</c> for a scalar.</summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    private readonly int[]? _extents;

    private Shape(int[] extents) => _extents = extents;

    /// <summary>The number of dimensions.</summary>
    public int Rank => _extents?.Length ?? 0;

    /// <summary>The product of all extents; 1 for a scalar.</summary>
    /// <exception cref="ArgumentException">It is more than a tensor can have.</exception>
    public int ElementCount
    {
        get
        {
            long length = 1;
            foreach (int extent in AsSpan())
            {
                length *= extent;
                if (length > int.MaxValue)
                {
                    throw new ArgumentException($"shape {this} has more than {int.MaxValue} elements, the most that a tensor can have");
                }
            }

            return (int)length;
        }
    }

    int IReadOnlyCollection<int>.Count => Rank;

    /// <summary>The extent of one dimension; <c>shape[^1]</c> is the innermost.</summary>
    public int this[int dimension] => AsSpan()[dimension];

    /// <summary>The extent of one dimension, which may count from the end.</summary>
    public int this[Index dimension] => AsSpan()[dimension];

    /// <summary>Makes a shape from extents.</summary>
    /// <exception cref="ArgumentException">An extent is negative.</exception>
    public static Shape Create(ReadOnlySpan<int> extents)
    {
        foreach (int extent in extents)
        {
            if (extent < 0)
            {
                throw new ArgumentException(
                    $"a shape has no negative extents; [{string.Join(", ", extents.ToArray())}] has {extent}", nameof(extents));
            }
        }

        return new Shape(SharedExtents.Of(extents));
    }

    /// <summary>The extents as a span.</summary>
    public ReadOnlySpan<int> AsSpan() => _extents;

    /// <summary>The extents as a new array.</summary>
    public int[] ToArray() => AsSpan().ToArray();

    /// <summary>The same extents with one of them replaced.</summary>
    public Shape With(int dimension, int extent)
    {
        Span<int> extents = stackalloc int[Rank];
        AsSpan().CopyTo(extents);
        extents[dimension] = extent;
        return Create(extents);
    }

    /// <summary>
    /// The shape that two operands broadcast to: aligned at the innermost dimension, extents of 1 repeat.
    /// </summary>
    /// <exception cref="ArgumentException">A pair of extents differs and neither is 1.</exception>
    public static Shape Broadcast(Shape a, Shape b)
    {
        int rank = Math.Max(a.Rank, b.Rank);
        Span<int> extents = stackalloc int[rank];
        for (int i = 1; i <= rank; i++)
        {
            int left = i <= a.Rank ? a[^i] : 1;
            int right = i <= b.Rank ? b[^i] : 1;
            if (left != right && left != 1 && right != 1)
            {
                throw new ArgumentException(
                    $"shapes {a} and {b} do not broadcast: dimension {rank - i} is {left} on the left and {right} on the right; " +
                    "they must be equal, or one of them 1");
            }

            extents[rank - i] = left == 1 ? right : left;
        }

        return Create(extents);
    }

    /// <summary>Turns a dimension that may count from the end (−1 is the innermost) into one that counts from the start.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such dimension.</exception>
    public int Axis(int dimension)
    {
        int axis = dimension < 0 ? dimension + Rank : dimension;
        if ((uint)axis >= (uint)Rank)
        {
            throw new ArgumentOutOfRangeException(nameof(dimension), $"shape {this} has no dimension {dimension}");
        }

        return axis;
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) => AsSpan().SequenceEqual(other.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (int extent in AsSpan())
        {
            hash.Add(extent);
        }

        return hash.ToHashCode();
    }

    /// <summary>Whether two shapes have the same extents.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(_extents ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>For example <c>[256, 1, 28, 28]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", this)}]";
}
