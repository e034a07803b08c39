using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends.Composed;

/// <summary>Batch normalization as the textbook writes it: two passes for the statistics, one operation at a time for the rest.</summary>
internal static class ComposedNormalization
{
    public static void Moments(Backend backend, Tensor x, Span<double> mean, Span<double> m2)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor planes = x.AsPlanes();
        double count = (double)planes.Shape[0] * planes.Shape[2];
        ChannelSums(backend, scratch, planes, mean);
        for (int c = 0; c < mean.Length; c++)
        {
            mean[c] /= count;
        }

        Tensor deviation = scratch.Rent(planes.Shape);
        backend.Binary(BinaryOperation.Subtract, planes, PerChannel(backend, scratch, mean, planes.Shape), deviation);
        backend.Unary(UnaryOperation.Square, deviation, deviation);
        ChannelSums(backend, scratch, deviation, m2);
    }

    public static void Normalize(Backend backend, in NormalizationConstants n, Tensor x, Tensor y)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor normalized = Normalized(backend, scratch, n, x.AsPlanes());
        Tensor z = Affine(backend, scratch, n, normalized);
        if (n.Addend is { } addend)
        {
            Tensor sum = scratch.Rent(z.Shape);
            backend.Binary(BinaryOperation.Add, z, addend.AsPlanes(), sum);
            z = sum;
        }

        backend.Activate(n.Activation, z, y.AsPlanes());
    }

    public static void GradientSums(
        Backend backend, in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, Span<double> sumDz, Span<double> sumDzXHat)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor normalized = Normalized(backend, scratch, n, x.AsPlanes());
        Tensor dz = ThroughActivation(backend, scratch, n, normalized, y, dy);
        ChannelSums(backend, scratch, dz, sumDz);
        backend.Binary(BinaryOperation.Multiply, dz, normalized, dz);
        ChannelSums(backend, scratch, dz, sumDzXHat);
    }

    public static void GradientThroughBatch(
        Backend backend,
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
        Tensor normalized = Normalized(backend, scratch, n, x.AsPlanes());
        Tensor dz = ThroughActivation(backend, scratch, n, normalized, y, dy);
        Tensor meanDz = PerChannel(backend, scratch, Divided(sumDz, count), dz.Shape);
        Tensor meanDzXHat = PerChannel(backend, scratch, Divided(sumDzXHat, count), dz.Shape);
        backend.Binary(BinaryOperation.Multiply, normalized, meanDzXHat, normalized);
        backend.Binary(BinaryOperation.Subtract, dz, meanDz, dz);
        backend.Binary(BinaryOperation.Subtract, dz, normalized, dz);
        Scale(backend, scratch, n, dz, dx.AsPlanes());
    }

    public static void GradientThroughGroups(
        Backend backend,
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
        Tensor normalized = Normalized(backend, scratch, n, x.AsPlanes());
        Tensor g = ThroughActivation(backend, scratch, n, normalized, y, dy);
        if (n.Gamma is not null)
        {
            backend.Binary(BinaryOperation.Multiply, g, PerChannel(n.Gamma, g.Shape), g);
        }

        Tensor meanG = PerChannel(backend, scratch, Divided(sumGammaDz, count), g.Shape);
        Tensor meanGXHat = PerChannel(backend, scratch, Divided(sumGammaDzXHat, count), g.Shape);
        backend.Binary(BinaryOperation.Multiply, normalized, meanGXHat, normalized);
        backend.Binary(BinaryOperation.Subtract, g, meanG, g);
        backend.Binary(BinaryOperation.Subtract, g, normalized, g);
        backend.Binary(BinaryOperation.Multiply, g, PerChannel(backend, scratch, n.InvStd.Span, g.Shape), dx.AsPlanes());
    }

    public static void GradientThroughConstants(Backend backend, in NormalizationConstants n, Tensor x, Tensor y, Tensor dy, Tensor dx)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor normalized = Normalized(backend, scratch, n, x.AsPlanes());
        Tensor dz = ThroughActivation(backend, scratch, n, normalized, y, dy);
        Scale(backend, scratch, n, dz, dx.AsPlanes());
    }

    private static Tensor Normalized(Backend backend, ScratchMemory scratch, in NormalizationConstants n, Tensor planes)
    {
        Tensor result = scratch.Rent(planes.Shape);
        backend.Binary(BinaryOperation.Subtract, planes, PerChannel(backend, scratch, n.Mean.Span, planes.Shape), result);
        backend.Binary(BinaryOperation.Multiply, result, PerChannel(backend, scratch, n.InvStd.Span, planes.Shape), result);
        return result;
    }

    private static Tensor Affine(Backend backend, ScratchMemory scratch, in NormalizationConstants n, Tensor normalized)
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

    private static Tensor ThroughActivation(Backend backend, ScratchMemory scratch, in NormalizationConstants n, Tensor normalized, Tensor y, Tensor dy)
    {
        Tensor z = Affine(backend, scratch, n, normalized);
        Tensor dz = scratch.Rent(z.Shape);
        backend.ActivationGradient(n.Activation, z, y.AsPlanes(), dy.AsPlanes(), dz);
        return dz;
    }

    /// <summary>dx = γ·invStd·g.</summary>
    private static void Scale(Backend backend, ScratchMemory scratch, in NormalizationConstants n, Tensor gradient, Tensor dx)
    {
        backend.Binary(BinaryOperation.Multiply, gradient, PerChannel(backend, scratch, n.InvStd.Span, dx.Shape), dx);
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

    private static void ChannelSums(Backend backend, ScratchMemory scratch, Tensor planes, Span<double> sums)
    {
        int channels = planes.Shape[1];
        Tensor byChannel = scratch.Rent([channels, planes.Shape[0], planes.Shape[2]]);
        backend.Copy(planes.Permuted(1, 0, 2), byChannel);
        Tensor totals = scratch.Rent([channels]);
        backend.Sum(new Reduction(channels, planes.Shape[0] * planes.Shape[2], 1), byChannel, totals);
        backend.Read(totals, sums);
    }

    private static Tensor PerChannel(Backend backend, ScratchMemory scratch, ReadOnlySpan<double> values, Shape planes)
    {
        Tensor tensor = scratch.Rent([values.Length]);
        backend.Write(values, tensor);
        return PerChannel(tensor, planes);
    }

    private static Tensor PerChannel(Tensor values, Shape planes) => values.View([1, values.Length, 1]).BroadcastTo(planes);
}
