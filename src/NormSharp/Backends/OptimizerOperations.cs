using NormSharp.Kernels.Reference;
using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>What optimizers do with parameters and gradients; by default element by element in double. All operands are contiguous.</summary>
/// <param name="backend">Whose primitives the default bodies are composed of.</param>
public class OptimizerOperations(Backend backend)
{
    /// <summary>One step of stochastic gradient descent, in place.</summary>
    public virtual void Sgd(in SgdStep step, Tensor parameter, Tensor gradient, Tensor? velocity)
    {
        double[] weights = Read(parameter);
        double[] gradients = Read(gradient);
        double[] velocities = velocity is null ? new double[weights.Length] : Read(velocity);
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

    /// <summary>One step of Adam or AdamW, in place.</summary>
    public virtual void Adam(in AdamStep step, Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment)
    {
        double[] weights = Read(parameter);
        double[] gradients = Read(gradient);
        double[] first = Read(firstMoment);
        double[] second = Read(secondMoment);
        for (int i = 0; i < weights.Length; i++)
        {
            (weights[i], first[i], second[i]) = ReferenceOptimizers.Adam(weights[i], gradients[i], first[i], second[i], step);
        }

        backend.Write(weights, parameter);
        backend.Write(first, firstMoment);
        backend.Write(second, secondMoment);
    }

    /// <summary>Σx², accumulated in double.</summary>
    public virtual double SumOfSquares(Tensor x)
    {
        double sum = 0;
        foreach (double value in Read(x))
        {
            sum += value * value;
        }

        return sum;
    }

    private double[] Read(Tensor tensor)
    {
        var values = new double[tensor.Length];
        backend.Read(tensor, values);
        return values;
    }
}
