using NormSharp.Autograd;
using NormSharp.Tensors;

namespace NormSharp.Ops;

/// <summary>Pooling over windows of any rank, padding and dilation, one dimension after another.</summary>
internal static class WindowPooling
{
    /// <summary>The largest place that float32 tells from its neighbours.</summary>
    private const int LargestIndex = 1 << 24;

    /// <summary>The largest value of each window; padding never wins, and the gradient goes to the first of equals.</summary>
    /// <param name="x">[N, C, d₁, …, dₖ].</param>
    /// <param name="window">The windows.</param>
    /// <param name="maps"><see cref="WindowMaps.Sum"/> of them.</param>
    public static Tensor MaxPool(this Tensor x, SpatialWindow window, AxisMapCache maps)
    {
        window.CheckRank(x.Shape, nameof(MaxPool));

        // The outermost dimension decides last, so that the first of equals is the first in memory.
        for (int d = window.Rank - 1; d >= 0; d--)
        {
            x = x.MaxAxis(d + 2, maps.Of(d, x.Shape[d + 2]));
        }

        return x;
    }

    /// <summary>Each dimension mapped by its map: the sum or the mean of each window.</summary>
    /// <param name="x">[N, C, d₁, …, dₖ].</param>
    /// <param name="window">The windows.</param>
    /// <param name="maps">The maps of its dimensions.</param>
    public static Tensor LinearPool(this Tensor x, SpatialWindow window, AxisMapCache maps)
    {
        window.CheckRank(x.Shape, nameof(LinearPool));
        for (int d = 0; d < window.Rank; d++)
        {
            x = x.MapAxis(d + 2, maps.Of(d, x.Shape[d + 2]));
        }

        return x;
    }

    /// <summary>(Σ|x|ᵖ)^(1/p) of each window.</summary>
    /// <param name="x">[N, C, d₁, …, dₖ].</param>
    /// <param name="p">p, at least 1.</param>
    /// <param name="window">The windows.</param>
    /// <param name="maps"><see cref="WindowMaps.Sum"/> of them.</param>
    public static Tensor LpPool(this Tensor x, int p, SpatialWindow window, AxisMapCache maps)
        => Norms.Root(Norms.Power(x, p).LinearPool(window, maps), p);

    /// <summary>
    /// Where the maxima of <see cref="MaxPool"/> stand in x, seen as one row of numbers; without gradient.
    /// </summary>
    /// <param name="x">[N, C, d₁, …, dₖ].</param>
    /// <param name="window">The windows.</param>
    /// <param name="maps"><see cref="WindowMaps.Sum"/> of them.</param>
    /// <param name="columnMajor">Whether the places within a plane count the first dimension fastest.</param>
    /// <exception cref="ArgumentException">The input is so large that float32 cannot hold every place.</exception>
    public static Tensor MaxPoolPlaces(this Tensor x, SpatialWindow window, AxisMapCache maps, bool columnMajor)
    {
        window.CheckRank(x.Shape, nameof(MaxPoolPlaces));
        if (x.Length > LargestIndex)
        {
            throw new ArgumentException(
                $"places in a tensor of {x.Length} numbers are not exact in float32, which counts to {LargestIndex}");
        }

        Shape input = x.Shape;
        var winners = new int[window.Rank][];
        var shapes = new Shape[window.Rank];
        Tape tape = Tape.Of(x);
        for (int d = window.Rank - 1; d >= 0; d--)
        {
            (x, Tensor places) = x.ArgMaxAxis(d + 2, maps.Of(d, x.Shape[d + 2]));
            shapes[d] = x.Shape;
            winners[d] = new int[places.Length];
            tape.Backend.Read<int>(places, winners[d]);
        }

        var flat = new int[x.Length];
        var at = new int[window.Rank];
        int planeLength = ChannelPlanes.Product(input.AsSpan()[2..]);
        for (int i = 0; i < flat.Length; i++)
        {
            int plane = PlaceOf(i, winners, shapes, at);
            flat[i] = (plane * planeLength) + (columnMajor ? ColumnMajor(at, input) : RowMajor(at, input));
        }

        Tensor y = tape.Rent(x.Shape);
        tape.Backend.Write<int>(flat, y);
        return y;
    }

    /// <summary>Follows the winner of an output through the dimensions, and gives the number of its plane.</summary>
    private static int PlaceOf(int output, int[][] winners, Shape[] shapes, int[] at)
    {
        int rank = at.Length;
        Span<int> index = stackalloc int[rank];
        int rest = output;
        for (int d = rank - 1; d >= 0; d--)
        {
            index[d] = rest % shapes[0][d + 2];
            rest /= shapes[0][d + 2];
        }

        int plane = rest;
        for (int d = 0; d < rank; d++)
        {
            int position = plane;
            for (int e = 0; e < rank; e++)
            {
                position = (position * shapes[d][e + 2]) + index[e];
            }

            index[d] = at[d] = Math.Max(0, winners[d][position]);
        }

        return plane;
    }

    private static int RowMajor(int[] at, Shape input)
    {
        int place = 0;
        for (int d = 0; d < at.Length; d++)
        {
            place = (place * input[d + 2]) + at[d];
        }

        return place;
    }

    private static int ColumnMajor(int[] at, Shape input)
    {
        int place = 0;
        for (int d = at.Length - 1; d >= 0; d--)
        {
            place = (place * input[d + 2]) + at[d];
        }

        return place;
    }
}
