using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Lowering;
using NormSharp.Tensors;

namespace NormSharp.Inference;

/// <summary>A layer that makes no step of its own: its forward pass, on a tape of its own.</summary>
internal static class OwnForwardPass
{
    public static PlanOperation Operation(string name, Module layer) => new(operands =>
    {
        (Backend backend, Tensor[] inputs, Tensor y) = (operands.Backend, [.. operands.Inputs], operands.Output);
        return () => Run(backend, name, layer, inputs, y);
    });

    private static void Run(Backend backend, string name, Module layer, Tensor[] inputs, Tensor y)
    {
        if (layer.IsTraining)
        {
            throw new InvalidOperationException(
                $"layer {name} ({layer.TypeName}) is in training mode; the plan runs its own forward pass, so call Evaluate() on the "
                    + "network first");
        }

        using var tape = new Tape(backend, gradients: false);
        Tensor result = layer.Forward([.. inputs.Select(tape.Input)]);
        if (result.Shape != y.Shape)
        {
            throw new InvalidOperationException(
                $"layer {name} ({layer.TypeName}) gave {result.Shape} for an input "
                    + $"{string.Join(", ", inputs.Select(input => input.Shape))}; the plan was made for {y.Shape}");
        }

        backend.Copy(tape.View(result), y);
    }
}
