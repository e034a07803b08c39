using NormSharp.Primitives;
using NormSharp.Tensors;

namespace NormSharp.Backends;

/// <summary>What optimizers do with parameters and gradients; by default one primitive at a time. All operands are contiguous.</summary>
/// <param name="backend">Whose primitives the default bodies are composed of.</param>
internal class OptimizerOperations(Backend backend)
{
    /// <summary>One step of stochastic gradient descent, in place.</summary>
    public virtual void Sgd(in SgdStep step, Tensor parameter, Tensor gradient, Tensor? velocity)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor g = scratch.Rent(parameter.Shape);
        backend.Affine(step.GradientScale, 0, gradient, g);
        backend.Accumulate(parameter, g, step.WeightDecay);
        if (velocity is not null)
        {
            backend.Affine(step.FirstStep ? 0 : step.Momentum, 0, velocity, velocity);
            backend.Accumulate(g, velocity, step.FirstStep ? 1 : 1 - step.Dampening);
            if (step.Nesterov)
            {
                backend.Accumulate(velocity, g, step.Momentum);
            }
            else
            {
                backend.Copy(velocity, g);
            }
        }

        backend.Accumulate(g, parameter, -step.LearningRate);
    }

    /// <summary>One step of Adam or AdamW, in place.</summary>
    public virtual void Adam(in AdamStep step, Tensor parameter, Tensor gradient, Tensor firstMoment, Tensor secondMoment)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor g = scratch.Rent(parameter.Shape);
        Tensor square = scratch.Rent(parameter.Shape);
        backend.Affine(step.GradientScale, 0, gradient, g);
        if (step.Decoupled)
        {
            backend.Affine(1 - (step.LearningRate * step.WeightDecay), 0, parameter, parameter);
        }
        else
        {
            backend.Accumulate(parameter, g, step.WeightDecay);
        }

        backend.Unary(UnaryOperation.Square, g, square);
        backend.Affine(step.Beta1, 0, firstMoment, firstMoment);
        backend.Accumulate(g, firstMoment, 1 - step.Beta1);
        backend.Affine(step.Beta2, 0, secondMoment, secondMoment);
        backend.Accumulate(square, secondMoment, 1 - step.Beta2);

        // The unbiased moments: first / (1 − β₁ᵗ) over the root of second / (1 − β₂ᵗ), plus ε.
        backend.Affine(1 / (1 - Math.Pow(step.Beta2, step.Step)), 0, secondMoment, square);
        backend.Unary(UnaryOperation.Sqrt, square, square);
        backend.Affine(1, step.Epsilon, square, square);
        backend.Binary(BinaryOperation.Divide, firstMoment, square, square);
        backend.Accumulate(square, parameter, -step.LearningRate / (1 - Math.Pow(step.Beta1, step.Step)));
    }

    /// <summary>Σx², accumulated in double where the backend can; <paramref name="result"/> is one float64.</summary>
    public virtual void SumOfSquares(Tensor x, Tensor result)
    {
        using var scratch = new ScratchMemory(backend);
        Tensor square = scratch.Rent(x.Shape);
        Tensor sum = scratch.Rent([1]);
        backend.Unary(UnaryOperation.Square, x, square);
        backend.Sum(new Reduction(1, x.Length, 1), square, sum);
        backend.Copy(sum, result);
    }
}
