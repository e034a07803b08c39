using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers;

/// <summary>One step of a module, to be compared with the same step of another that computes it in more or fewer passes.</summary>
internal static class FusionStep
{
    /// <summary>Output, gradients by input and parameters, and running statistics.</summary>
    public static float[][] Of(Backend backend, Module module, ulong step, Shape shape, bool last = false)
    {
        module.ClearGradients();
        using var tape = new Tape(backend);
        Tensor x = tape.Watch(RandomTensor.Normal(step, shape, mean: 1));
        Tensor y = module.Forward(x);
        tape.Backward(y, RandomTensor.Normal(100 + step, y.Shape), last);
        return
        [
            y.ToArray(),
            tape.GradientOf(x)!.ToArray(),
            .. module.NamedParameters().Select(entry => entry.Parameter.Gradient!.ToArray()),
            .. module.NamedBuffers().Select(entry => entry.Buffer.ToArray()),
        ];
    }
}
