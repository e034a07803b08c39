using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>
/// Normalization by channels, of x [N, C, …]; by default as the textbook writes it: two passes for the statistics, one primitive at a time for the rest. All
/// operands are contiguous.
/// </summary>
/// <param name="backend">Whose primitives the default bodies are composed of.</param>
public class NormalizationOperations(Backend backend)
{
    /// <summary>Each channel's mean and M2 = Σ(x − mean)² over batch and space.</summary>
    public virtual void Moments(Tensor x, Span<double> mean, Span<double> m2)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor planes = x.AsPlanes();
        double count = (double)planes.Shape[0] * planes.Shape[2];
        ChannelSums(scratch, planes, mean);
        for (int c = 0; c < mean.Length; c++)
        {
            mean[c] /= count;
        }

        Tensor deviation = scratch.Rent(planes.Shape);
        backend.Binary(BinaryOperation.Subtract, planes, PerChannel(scratch, mean, planes.Shape), deviation);
        backend.Unary(UnaryOperation.Square, deviation, deviation);
        ChannelSums(scratch, deviation, m2);
    }

    /// <summary>
    /// <see cref="Moments"/> of x and then <see cref="Normalize"/>. The constants' mean and invStd = 1/√(m2/count + ε) are written on the way: they are
    /// <paramref name="mean"/> and <paramref name="invStd"/>.
    /// </summary>
    public virtual void NormalizeBatch(
        in NormalizationConstants n, double epsilon, Tensor x, Tensor y, Span<double> mean, Span<double> m2, Span<double> invStd)
    {
        Moments(x, mean, m2);
        double count = mean.Length == 0 ? 0 : x.Length / mean.Length;
        for (int c = 0; c < mean.Length; c++)
        {
            invStd[c] = 1 / Math.Sqrt((m2[c] / count) + epsilon);
        }

        Normalize(n, x, y);
    }

    /// <summary>y = f(γ·(x − mean)·invStd + β + addend), channel by channel.</summary>
    public virtual void Normalize(in NormalizationConstants n, Tensor x, Tensor y)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor normalized = Normalized(scratch, n, x.AsPlanes());
        Tensor z = Affine(scratch, n, normalized);
        if (n.Addend is { } addend)
        {
            Tensor sum = scratch.Rent(z.Shape);
            backend.Binary(BinaryOperation.Add, z, addend.AsPlanes(), sum);
            z = sum;
        }

        backend.Activate(n.Activation, z, y.AsPlanes());
    }

    /// <summary>With dz = dy·f′(z): the sums over each channel of dz and of dz·x̂, which are the gradients of β and γ.</summary>
    public virtual void GradientSums(
        in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, Span<double> sumDz, Span<double> sumDzXHat)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor normalized = Normalized(scratch, n, x.AsPlanes());
        Tensor dz = ThroughActivation(scratch, n, normalized, y, dy);
        ChannelSums(scratch, dz, sumDz);
        backend.Binary(BinaryOperation.Multiply, dz, normalized, dz);
        ChannelSums(scratch, dz, sumDzXHat);
    }

    /// <summary>
    /// The gradient by x through the batch's own statistics: dx = γ·invStd·(dz − sumDz/count − x̂·sumDzXHat/count).
    /// </summary>
    public virtual void GradientThroughBatch(
        in NormalizationConstants n,
        Tensor x,
        Tensor y,
        Tensor dy,
        ReadOnlySpan<double> sumDz,
        ReadOnlySpan<double> sumDzXHat,
        double count,
        Tensor dx)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor normalized = Normalized(scratch, n, x.AsPlanes());
        Tensor dz = ThroughActivation(scratch, n, normalized, y, dy);
        Tensor meanDz = PerChannel(scratch, Divided(sumDz, count), dz.Shape);
        Tensor meanDzXHat = PerChannel(scratch, Divided(sumDzXHat, count), dz.Shape);
        backend.Binary(BinaryOperation.Multiply, normalized, meanDzXHat, normalized);
        backend.Binary(BinaryOperation.Subtract, dz, meanDz, dz);
        backend.Binary(BinaryOperation.Subtract, dz, normalized, dz);
        Scale(scratch, n, dz, dx.AsPlanes());
    }

    /// <summary><see cref="GradientSums"/>, which are written, and <see cref="GradientThroughBatch"/> with them.</summary>
    public virtual void GradientOfBatch(
        in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, Span<double> sumDz, Span<double> sumDzXHat, double count, Tensor dx)
    {
        GradientSums(n, x, y, dy, sumDz, sumDzXHat);
        GradientThroughBatch(n, x, y, dy, sumDz, sumDzXHat, count, dx);
    }

    /// <summary>Whether <see cref="GradientOfPooledBatch"/> gains anything for these windows.</summary>
    public virtual bool JoinsPooledGradient(in PoolingGeometry pooling) => false;

    /// <summary>
    /// The gradient of averages of windows and then <see cref="GradientOfBatch"/>, where the averages over y are the only thing made from it; padding counts. dx may be
    /// y itself, which is then lost.
    /// </summary>
    public virtual void GradientOfPooledBatch(
        in NormalizationConstants n,
        in PoolingGeometry pooling,
        Tensor x,
        Tensor y,
        Tensor dPooled,
        Span<double> sumDz,
        Span<double> sumDzXHat,
        double count,
        Tensor dx)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor dy = scratch.Rent(y.Shape);
        backend.Pooling.AverageGradient(pooling, countPadding: true, dPooled, dy);
        Tensor result = scratch.Rent(x.Shape);
        GradientOfBatch(n, x, y, dy, sumDz, sumDzXHat, count, result);
        backend.Copy(result, dx);
    }

    /// <summary>
    /// The gradient by x where channels share the statistics of a group: dx = invStd·(γ·dz − sumGammaDz/count − x̂·sumGammaDzXHat/count).
    /// </summary>
    public virtual void GradientThroughGroups(
        in NormalizationConstants n,
        Tensor x,
        Tensor y,
        Tensor dy,
        ReadOnlySpan<double> sumGammaDz,
        ReadOnlySpan<double> sumGammaDzXHat,
        double count,
        Tensor dx)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor normalized = Normalized(scratch, n, x.AsPlanes());
        Tensor g = ThroughActivation(scratch, n, normalized, y, dy);
        if (n.Gamma is not null)
        {
            backend.Binary(BinaryOperation.Multiply, g, PerChannel(n.Gamma, g.Shape), g);
        }

        Tensor meanG = PerChannel(scratch, Divided(sumGammaDz, count), g.Shape);
        Tensor meanGXHat = PerChannel(scratch, Divided(sumGammaDzXHat, count), g.Shape);
        backend.Binary(BinaryOperation.Multiply, normalized, meanGXHat, normalized);
        backend.Binary(BinaryOperation.Subtract, g, meanG, g);
        backend.Binary(BinaryOperation.Subtract, g, normalized, g);
        backend.Binary(BinaryOperation.Multiply, g, PerChannel(scratch, n.InvStd.Span, g.Shape), dx.AsPlanes());
    }

    /// <summary>The gradient by x where the statistics are constants: dx = γ·invStd·dz.</summary>
    public virtual void GradientThroughConstants(in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, Tensor dx)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor normalized = Normalized(scratch, n, x.AsPlanes());
        Tensor dz = ThroughActivation(scratch, n, normalized, y, dy);
        Scale(scratch, n, dz, dx.AsPlanes());
    }

    private Tensor Normalized(ScratchMemory scratch, in NormalizationConstants n, Tensor planes)
    {
        Tensor result = scratch.Rent(planes.Shape);
        backend.Binary(BinaryOperation.Subtract, planes, PerChannel(scratch, n.Mean.Span, planes.Shape), result);
        backend.Binary(BinaryOperation.Multiply, result, PerChannel(scratch, n.InvStd.Span, planes.Shape), result);
        return result;
    }

    private Tensor Affine(ScratchMemory scratch, in NormalizationConstants n, Tensor normalized)
    {
        Tensor z = scratch.Rent(normalized.Shape);
        backend.Copy(normalized, z);
        if (n.Gamma is not null)
        {
            backend.Binary(BinaryOperation.Multiply, z, PerChannel(n.Gamma, z.Shape), z);
        }

        if (n.Beta is not null)
        {
            backend.Binary(BinaryOperation.Add, z, PerChannel(n.Beta, z.Shape), z);
        }

        return z;
    }

    private Tensor ThroughActivation(ScratchMemory scratch, in NormalizationConstants n, Tensor normalized, Tensor y, Tensor dy)
    {
        Tensor z = Affine(scratch, n, normalized);
        Tensor dz = scratch.Rent(z.Shape);
        backend.ActivationGradient(n.Activation, z, y.AsPlanes(), dy.AsPlanes(), dz);
        return dz;
    }

    /// <summary>dx = γ·invStd·g.</summary>
    private void Scale(ScratchMemory scratch, in NormalizationConstants n, Tensor gradient, Tensor dx)
    {
        backend.Binary(BinaryOperation.Multiply, gradient, PerChannel(scratch, n.InvStd.Span, dx.Shape), dx);
        if (n.Gamma is not null)
        {
            backend.Binary(BinaryOperation.Multiply, dx, PerChannel(n.Gamma, dx.Shape), dx);
        }
    }

    private static double[] Divided(ReadOnlySpan<double> sums, double count)
    {
        var result = new double[sums.Length];
        for (int c = 0; c < result.Length; c++)
        {
            result[c] = sums[c] / count;
        }

        return result;
    }

    private void ChannelSums(ScratchMemory scratch, Tensor planes, Span<double> sums)
    {
        int channels = planes.Shape[1];
        Tensor byChannel = scratch.Rent([channels, planes.Shape[0], planes.Shape[2]]);
        backend.Copy(planes.Permuted(1, 0, 2), byChannel);
        Tensor totals = scratch.Rent([channels]);
        backend.Sum(new Reduction(channels, planes.Shape[0] * planes.Shape[2], 1), byChannel, totals);
        backend.Read(totals, sums);
    }

    private Tensor PerChannel(ScratchMemory scratch, ReadOnlySpan<double> values, Shape planes)
    {
        Tensor tensor = scratch.Rent([values.Length]);
        backend.Write(values, tensor);
        return PerChannel(tensor, planes);
    }

    private static Tensor PerChannel(Tensor values, Shape planes) => values.View([1, values.Length, 1]).BroadcastTo(planes);
}
