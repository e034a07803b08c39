using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Synchronization;
using NormSharp.Tensors;

namespace NormSharp.Layers;

/// <summary>Parameter gradients and buffers of data-parallel training.</summary>
internal static class SynchronizedGradients
{
    /// <summary>
    /// Replaces the gradient of every parameter that is not frozen by its sum over the ranks, in one message; between the backward pass and
    /// the optimizer's step. Where a rank has no gradient it counts as zero.
    /// </summary>
    /// <param name="model">This rank's model; on all ranks it has the same parameters.</param>
    /// <param name="reducer">What joins the ranks.</param>
    /// <param name="backend">Where the gradients are; the CPU when null.</param>
    /// <exception cref="RankFailedException">Another rank failed, or its parameters are not the same.</exception>
    public static void Sum(Module model, IReducer reducer, Backend? backend = null)
    {
        backend ??= Backend.Default;
        List<Parameter> parameters = [.. model.NamedParameters().Select(entry => entry.Parameter).Where(parameter => !parameter.IsFrozen)];
        var message = new double[parameters.Sum(parameter => parameter.Length)];
        int at = 0;
        foreach (Parameter parameter in parameters)
        {
            if (parameter.Gradient is { } gradient)
            {
                backend.Read(gradient, message.AsSpan(at, parameter.Length));
            }

            at += parameter.Length;
        }

        reducer.AllReduce(message, MessageMerges.Sum);
        at = 0;
        foreach (Parameter parameter in parameters)
        {
            backend.Write<double>(message.AsSpan(at, parameter.Length), parameter.TakeGradient(backend));
            at += parameter.Length;
        }
    }

    /// <summary>
    /// Replaces every buffer, such as running statistics, by its mean over the ranks, in one message, so that all have the same model:
    /// ranks that normalize by their own shards have statistics of their own.
    /// </summary>
    /// <param name="model">This rank's model; on all ranks it has the same buffers.</param>
    /// <param name="reducer">What joins the ranks.</param>
    /// <exception cref="RankFailedException">Another rank failed, or its buffers are not the same.</exception>
    public static void AverageBuffers(Module model, IReducer reducer)
    {
        List<Tensor> buffers = [.. model.NamedBuffers().Select(entry => entry.Buffer)];
        double[] message = [.. buffers.SelectMany(buffer => buffer.ToArray()).Select(value => (double)value)];
        reducer.AllReduce(message, MessageMerges.Sum);
        int at = 0;
        foreach (Tensor buffer in buffers)
        {
            buffer.CopyFrom(Array.ConvertAll(message[at..(at + buffer.Length)], value => (float)(value / reducer.RankCount)));
            at += buffer.Length;
        }
    }
}
