using System.Numerics;
using NormSharp.Kernels.Optimizers;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Tests.Reference;

/// <summary>The naive twins of <see cref="SgdKernel"/> and <see cref="AdamKernel"/>, one number at a time.</summary>
internal static class ReferenceOptimizers
{
    /// <summary>One step of stochastic gradient descent; the velocity is passed through without momentum.</summary>
    public static (T Parameter, T Velocity) Sgd<T>(T parameter, T gradient, T velocity, in SgdStep step)
        where T : IFloatingPointIeee754<T>
    {
        T momentum = T.CreateChecked(step.Momentum);
        T rate = T.CreateChecked(step.LearningRate);
        T g = (T.CreateChecked(step.GradientScale) * gradient) + (T.CreateChecked(step.WeightDecay) * parameter);
        if (step.Momentum == 0)
        {
            return (parameter - (rate * g), velocity);
        }

        velocity = step.FirstStep ? g : (momentum * velocity) + ((T.One - T.CreateChecked(step.Dampening)) * g);
        T direction = step.Nesterov ? g + (momentum * velocity) : velocity;
        return (parameter - (rate * direction), velocity);
    }

    /// <summary>One step of Adam or AdamW.</summary>
    public static (T Parameter, T FirstMoment, T SecondMoment) Adam<T>(
        T parameter, T gradient, T firstMoment, T secondMoment, in AdamStep step)
        where T : IFloatingPointIeee754<T>
    {
        (T beta1, T beta2) = (T.CreateChecked(step.Beta1), T.CreateChecked(step.Beta2));
        (T rate, T decay, T t) = (T.CreateChecked(step.LearningRate), T.CreateChecked(step.WeightDecay), T.CreateChecked(step.Step));
        T g = T.CreateChecked(step.GradientScale) * gradient;
        if (step.Decoupled)
        {
            parameter -= rate * decay * parameter;
        }
        else
        {
            g += decay * parameter;
        }

        firstMoment = (beta1 * firstMoment) + ((T.One - beta1) * g);
        secondMoment = (beta2 * secondMoment) + ((T.One - beta2) * g * g);
        T unbiasedFirst = firstMoment / (T.One - T.Pow(beta1, t));
        T unbiasedSecond = secondMoment / (T.One - T.Pow(beta2, t));
        return (parameter - (rate * unbiasedFirst / (T.Sqrt(unbiasedSecond) + T.CreateChecked(step.Epsilon))), firstMoment, secondMoment);
    }
}
