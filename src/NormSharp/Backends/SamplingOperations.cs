using NormSharp.Kernels.Sampling;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>
/// Planes that are read at computed places, and values that are put to them; by default as products with matrices of weights, which the
/// host works out for some places at a time. All operands are contiguous.
/// </summary>
/// <param name="backend">Whose primitives the default bodies are composed of.</param>
internal class SamplingOperations(Backend backend)
{
    /// <summary>y [B, C, P]: x [B, C, plane] at places [B, P, rank].</summary>
    public virtual void Forward(in SamplingGeometry g, Tensor x, Tensor places, Tensor y)
    {
        foreach (SampledPoints points in SampledPoints.Of(g))
        {
            using var scratch = new ScratchMemory(backend);
            Tensor weights = Weights(scratch, g, places, points, -1);
            Tensor values = scratch.Rent([1, g.Channels, points.Count]);
            backend.MatMul(Planes(g, x, points), weights.Permuted(0, 2, 1), values);
            backend.Copy(values, Values(g, y, points));
        }
    }

    /// <summary>The gradient of <see cref="Forward"/> by x.</summary>
    public virtual void GradientInput(in SamplingGeometry g, Tensor places, Tensor dy, Tensor dx)
    {
        backend.Fill(dx, 0);
        foreach (SampledPoints points in SampledPoints.Of(g))
        {
            using var scratch = new ScratchMemory(backend);
            Tensor weights = Weights(scratch, g, places, points, -1);
            Tensor upstream = scratch.Rent([1, g.Channels, points.Count]);
            backend.Copy(Values(g, dy, points), upstream);
            backend.MatMul(upstream, weights, Planes(g, dx, points), accumulate: true);
        }
    }

    /// <summary>The gradient of <see cref="Forward"/> by the places.</summary>
    public virtual void GradientPlaces(in SamplingGeometry g, Tensor x, Tensor places, Tensor dy, Tensor dPlaces)
    {
        Tensor result = dPlaces.View([g.Batch, g.Points, g.Rank]);
        foreach (SampledPoints points in SampledPoints.Of(g))
        {
            using var scratch = new ScratchMemory(backend);
            Tensor change = scratch.Rent([1, g.Channels, points.Count]);
            Tensor upstream = scratch.Rent(change.Shape);
            Tensor sum = scratch.Rent([1, points.Count, 1]);
            backend.Copy(Values(g, dy, points), upstream);
            for (int d = 0; d < g.Rank; d++)
            {
                Tensor changes = Weights(scratch, g, places, points, d);
                backend.MatMul(Planes(g, x, points), changes.Permuted(0, 2, 1), change);
                backend.Binary(BinaryOperation.Multiply, change, upstream, change);
                backend.Sum(new Reduction(1, g.Channels, points.Count), change, sum);
                backend.Copy(
                    sum, result.Narrowed(0, points.Sample, 1).Narrowed(1, points.First, points.Count).Narrowed(2, d, 1));
            }
        }
    }

    /// <summary>y[place of i] = x[i], the last of several at one place, and 0 elsewhere.</summary>
    /// <exception cref="ArgumentException">A place lies outside of y.</exception>
    public virtual void Put(Tensor x, Tensor places, Tensor y)
    {
        var values = new double[x.Length];
        backend.Read<double>(x, values);
        var result = new double[y.Length];
        int[] at = WinnersOf(places, y.Length);
        for (int i = 0; i < at.Length; i++)
        {
            result[i] = at[i] < 0 ? 0 : values[at[i]];
        }

        backend.Write<double>(result, y);
    }

    /// <summary>The gradient of <see cref="Put"/>: that of its place for a value that stands there, 0 for one that was replaced.</summary>
    public virtual void PutGradient(Tensor dy, Tensor places, Tensor dx)
    {
        var upstream = new double[dy.Length];
        backend.Read<double>(dy, upstream);
        var result = new double[dx.Length];
        int[] at = WinnersOf(places, dy.Length);
        for (int i = 0; i < at.Length; i++)
        {
            if (at[i] >= 0)
            {
                result[at[i]] = upstream[i];
            }
        }

        backend.Write<double>(result, dx);
    }

    /// <summary>Which value stands at each place; −1 for none.</summary>
    private int[] WinnersOf(Tensor places, int length)
    {
        var wanted = new double[places.Length];
        backend.Read<double>(places, wanted);
        var winners = new int[length];
        Array.Fill(winners, -1);
        for (int i = 0; i < wanted.Length; i++)
        {
            if (!(wanted[i] >= 0 && wanted[i] < length))
            {
                throw new ArgumentException($"place {wanted[i]} of value {i} lies outside of {length} numbers");
            }

            winners[(int)wanted[i]] = i;
        }

        return winners;
    }

    /// <summary>[1, points, plane]: what each entry counts at each place, or how that changes along a coordinate.</summary>
    private Tensor Weights(ScratchMemory scratch, in SamplingGeometry g, Tensor places, SampledPoints points, int along)
    {
        var coordinates = new double[points.Count * g.Rank];
        Tensor chosen = places.View([g.Batch, g.Points, g.Rank]).Narrowed(0, points.Sample, 1).Narrowed(1, points.First, points.Count);
        backend.Read<double>(chosen, coordinates);
        var dense = new double[checked(points.Count * g.PlaneLength)];
        Span<int> sources = stackalloc int[PointTaps.Most];
        Span<double> weights = stackalloc double[PointTaps.Most];
        for (int point = 0; point < points.Count; point++)
        {
            int count = PointTaps.Of(g, coordinates.AsSpan(point * g.Rank, g.Rank), along, sources, weights);
            for (int i = 0; i < count; i++)
            {
                dense[(point * g.PlaneLength) + sources[i]] += weights[i];
            }
        }

        Tensor matrix = scratch.Rent([1, points.Count, g.PlaneLength]);
        backend.Write<double>(dense, matrix);
        return matrix;
    }

    /// <summary>The planes of a sample, [1, C, plane].</summary>
    private static Tensor Planes(in SamplingGeometry g, Tensor x, SampledPoints points)
        => x.View([g.Batch, g.Channels, g.PlaneLength]).Narrowed(0, points.Sample, 1);

    /// <summary>The values at some places of a sample, [1, C, points].</summary>
    private static Tensor Values(in SamplingGeometry g, Tensor y, SampledPoints points)
        => y.View([g.Batch, g.Channels, g.Points]).Narrowed(0, points.Sample, 1).Narrowed(2, points.First, points.Count);
}
