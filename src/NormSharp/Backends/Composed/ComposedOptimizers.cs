using NormSharp.Kernels.Reference;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends.Composed;

/// <summary>Optimizer steps, element by element in double.</summary>
internal static class ComposedOptimizers
{
    public static void Sgd(Backend backend, in SgdStep step, Tensor parameter, Tensor gradient, Tensor? velocity)
    {
        double[] weights = Read(backend, parameter);
        double[] gradients = Read(backend, gradient);
        double[] velocities = velocity is null ? new double[weights.Length] : Read(backend, velocity);
        for (int i = 0; i < weights.Length; i++)
        {
            (weights[i], velocities[i]) = ReferenceOptimizers.Sgd(weights[i], gradients[i], velocities[i], step);
        }

        backend.Write(weights, parameter);
        if (velocity is not null)
        {
            backend.Write(velocities, velocity);
        }
    }

    public static void Adam(Backend backend, in AdamStep step, Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment)
    {
        double[] weights = Read(backend, parameter);
        double[] gradients = Read(backend, gradient);
        double[] first = Read(backend, firstMoment);
        double[] second = Read(backend, secondMoment);
        for (int i = 0; i < weights.Length; i++)
        {
            (weights[i], first[i], second[i]) = ReferenceOptimizers.Adam(weights[i], gradients[i], first[i], second[i], step);
        }

        backend.Write(weights, parameter);
        backend.Write(first, firstMoment);
        backend.Write(second, secondMoment);
    }

    private static double[] Read(Backend backend, Tensor tensor)
    {
        var values = new double[tensor.Length];
        backend.Read(tensor, values);
        return values;
    }
}
