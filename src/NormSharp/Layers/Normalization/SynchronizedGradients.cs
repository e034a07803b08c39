using NormSharp.Autograd;
using NormSharp.Synchronization;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Parameter gradients of data-parallel training.</summary>
public static class SynchronizedGradients
{
    /// <summary>
    /// Replaces the gradient of every parameter that is not frozen by its sum over the ranks, in one message; between the backward pass and
    /// the optimizer's step. Where a rank has no gradient it counts as zero.
    /// </summary>
    /// <param name="model">This rank's model; on all ranks it has the same parameters.</param>
    /// <param name="reducer">What joins the ranks.</param>
    /// <exception cref="RankFailedException">Another rank failed, or its parameters are not the same.</exception>
    public static void Sum(Module model, IReducer reducer)
    {
        List<Parameter> parameters = [.. model.NamedParameters().Select(entry => entry.Parameter).Where(parameter => !parameter.IsFrozen)];
        var message = new double[parameters.Sum(parameter => parameter.Length)];
        int at = 0;
        foreach (Parameter parameter in parameters)
        {
            float[] gradient = parameter.Gradient?.ToArray() ?? new float[parameter.Length];
            Array.ConvertAll(gradient, value => (double)value).CopyTo(message, at);
            at += gradient.Length;
        }

        reducer.AllReduce(message, MessageMerges.Sum);
        at = 0;
        foreach (Parameter parameter in parameters)
        {
            float[] sum = Array.ConvertAll(message[at..(at + parameter.Length)], value => (float)value);
            parameter.ClearGradient();
            parameter.AddGradient(Tape.Of(), Tensor.From(sum, parameter.Shape));
            at += sum.Length;
        }
    }
}
