using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>
/// Normalization by channels, of x [N, C, …]; by default as the textbook writes it: two passes for the statistics, one primitive at a time
/// for the rest. All operands are contiguous.
/// </summary>
/// <param name="backend">Whose primitives the default bodies are composed of.</param>
internal class NormalizationOperations(Backend backend)
{
    /// <summary>Each channel's mean and M2 = Σ(x − mean)² over batch and space, which are written.</summary>
    public virtual void Moments(Tensor x, in BatchStatistics statistics)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor planes = x.AsPlanes();
        int channels = planes.Shape[1];
        Tensor mean = scratch.Rent([channels]);
        ChannelSums(scratch, planes, mean);
        Divide(scratch, mean, (double)planes.Shape[0] * planes.Shape[2]);
        Tensor deviation = scratch.Rent(planes.Shape);
        backend.Binary(BinaryOperation.Subtract, planes, PerChannel(mean, planes.Shape), deviation);
        backend.Unary(UnaryOperation.Square, deviation, deviation);
        backend.Copy(mean, statistics.Mean);
        ChannelSums(scratch, deviation, statistics.M2);
    }

    /// <summary>
    /// <see cref="Moments"/> of x and then <see cref="Normalize"/> with them. The constants' mean and invStd = 1/√(m2/count + ε) are
    /// written on the way, as is
    /// <paramref name="m2"/> [C], in float64.
    /// </summary>
    public virtual void NormalizeBatch(in NormalizationConstants n, double epsilon, Tensor x, Tensor y, Tensor m2)
    {
        Moments(x, new BatchStatistics(n.Count, n.Mean, m2));
        using var scratch = new ScratchMemory(backend);
        Tensor variance = scratch.Rent(m2.Shape);
        backend.Copy(m2, variance);
        Divide(scratch, variance, n.Count);
        backend.Affine(1, epsilon, variance, variance);
        backend.Unary(UnaryOperation.ReciprocalSqrt, variance, variance);
        backend.Copy(variance, n.InvStd);
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
    public virtual void GradientSums(in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, in GradientSums sums)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor normalized = Normalized(scratch, n, x.AsPlanes());
        Tensor dz = ThroughActivation(scratch, n, normalized, y, dy);
        ChannelSums(scratch, dz, sums.Dz);
        backend.Binary(BinaryOperation.Multiply, dz, normalized, dz);
        ChannelSums(scratch, dz, sums.DzXHat);
    }

    /// <summary>
    /// The gradient by x through the batch's own statistics: dx = γ·invStd·(dz − Σdz/count − x̂·Σdz·x̂/count).
    /// </summary>
    public virtual void GradientThroughBatch(in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, in GradientSums sums, Tensor dx)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor normalized = Normalized(scratch, n, x.AsPlanes());
        Tensor dz = ThroughActivation(scratch, n, normalized, y, dy);
        Tensor meanDz = PerChannel(Divided(scratch, sums.Dz, n.Count), dz.Shape);
        Tensor meanDzXHat = PerChannel(Divided(scratch, sums.DzXHat, n.Count), dz.Shape);
        backend.Binary(BinaryOperation.Multiply, normalized, meanDzXHat, normalized);
        backend.Binary(BinaryOperation.Subtract, dz, meanDz, dz);
        backend.Binary(BinaryOperation.Subtract, dz, normalized, dz);
        Scale(scratch, n, dz, dx.AsPlanes());
    }

    /// <summary><see cref="GradientSums"/>, which are written, and <see cref="GradientThroughBatch"/> with them.</summary>
    public virtual void GradientOfBatch(in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, in GradientSums sums, Tensor dx)
    {
        GradientSums(n, x, y, dy, sums);
        GradientThroughBatch(n, x, y, dy, sums, dx);
    }

    /// <summary>Whether <see cref="GradientOfPooledBatch"/> gains anything for these windows.</summary>
    public virtual bool JoinsPooledGradient(in PoolingGeometry pooling) => false;

    /// <summary>
    /// The gradient of averages of windows and then <see cref="GradientOfBatch"/>, where the averages over y are the only thing made from
    /// it; padding counts. dx may be y itself, which is then lost.
    /// </summary>
    public virtual void GradientOfPooledBatch(
        in NormalizationConstants n, in PoolingGeometry pooling, Tensor x, Tensor y, Tensor dPooled, in GradientSums sums, Tensor dx)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor dy = scratch.Rent(y.Shape);
        backend.Pooling.AverageGradient(pooling, countPadding: true, dPooled, dy);
        Tensor result = scratch.Rent(x.Shape);
        GradientOfBatch(n, x, y, dy, sums, result);
        backend.Copy(result, dx);
    }

    /// <summary>
    /// The gradient by x where channels share the statistics of a group: dx = invStd·(γ·dz − Σγ·dz/count − x̂·Σγ·dz·x̂/count), where
    /// the sums, which are given, are those of each channel's group.
    /// </summary>
    public virtual void GradientThroughGroups(in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, in GradientSums sums, Tensor dx)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor normalized = Normalized(scratch, n, x.AsPlanes());
        Tensor g = ThroughActivation(scratch, n, normalized, y, dy);
        if (n.Gamma is not null)
        {
            backend.Binary(BinaryOperation.Multiply, g, PerChannel(n.Gamma, g.Shape), g);
        }

        Tensor meanG = PerChannel(Divided(scratch, sums.Dz, n.Count), g.Shape);
        Tensor meanGXHat = PerChannel(Divided(scratch, sums.DzXHat, n.Count), g.Shape);
        backend.Binary(BinaryOperation.Multiply, normalized, meanGXHat, normalized);
        backend.Binary(BinaryOperation.Subtract, g, meanG, g);
        backend.Binary(BinaryOperation.Subtract, g, normalized, g);
        backend.Binary(BinaryOperation.Multiply, g, PerChannel(Own(scratch, n.InvStd), g.Shape), dx.AsPlanes());
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
        backend.Binary(BinaryOperation.Subtract, planes, PerChannel(Own(scratch, n.Mean), planes.Shape), result);
        backend.Binary(BinaryOperation.Multiply, result, PerChannel(Own(scratch, n.InvStd), planes.Shape), result);
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
        backend.Binary(BinaryOperation.Multiply, gradient, PerChannel(Own(scratch, n.InvStd), dx.Shape), dx);
        if (n.Gamma is not null)
        {
            backend.Binary(BinaryOperation.Multiply, dx, PerChannel(n.Gamma, dx.Shape), dx);
        }
    }

    private Tensor Divided(ScratchMemory scratch, Tensor sums, double count)
    {
        Tensor means = scratch.Rent(sums.Shape);
        backend.Copy(sums, means);
        Divide(scratch, means, count);
        return means;
    }

    private void Divide(ScratchMemory scratch, Tensor values, double divisor)
    {
        Tensor one = scratch.Rent([1]);
        backend.Fill(one, divisor);
        backend.Binary(BinaryOperation.Divide, values, one.BroadcastTo(values.Shape), values);
    }

    /// <summary>Statistics in the format that the backend computes in.</summary>
    private Tensor Own(ScratchMemory scratch, Tensor statistics)
    {
        Tensor own = scratch.Rent(statistics.Shape);
        backend.Copy(statistics, own);
        return own;
    }

    private void ChannelSums(ScratchMemory scratch, Tensor planes, Tensor sums)
    {
        int channels = planes.Shape[1];
        Tensor byChannel = scratch.Rent([channels, planes.Shape[0], planes.Shape[2]]);
        backend.Copy(planes.Permuted(1, 0, 2), byChannel);
        Tensor totals = scratch.Rent([channels]);
        backend.Sum(new Reduction(channels, planes.Shape[0] * planes.Shape[2], 1), byChannel, totals);
        backend.Copy(totals, sums);
    }

    private static Tensor PerChannel(Tensor values, Shape planes) => values.View([1, values.Length, 1]).BroadcastTo(planes);
}
