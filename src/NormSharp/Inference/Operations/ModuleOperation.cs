using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Inference.Operations;

/// <summary>A layer that plans do not know: its own forward pass, on a tape of its own.</summary>
internal sealed class ModuleOperation(string name, Module module, PlanValue input, PlanValue output)
    : PlanOperation(name, $"{module.TypeName} by its own forward pass", [input], output)
{
    public override BoundOperation Bind(Backend backend, Func<PlanValue, Tensor> tensorOf)
        => new Bound(backend, Name, module, tensorOf(input), tensorOf(Output));

    private sealed class Bound(Backend backend, string name, Module module, Tensor x, Tensor y) : BoundOperation
    {
        public override void Run()
        {
            if (module.IsTraining)
            {
                throw new InvalidOperationException(
                    $"layer {name} ({module.TypeName}) is in training mode; the plan runs its own forward pass, so call Evaluate() on the network first");
            }

            using var tape = new Tape(backend, gradients: false);
            Tensor result = module.Forward(tape.Input(x));
            if (result.Shape != y.Shape)
            {
                throw new InvalidOperationException(
                    $"layer {name} ({module.TypeName}) gave {result.Shape} for an input {x.Shape}; the plan was made for {y.Shape}");
            }

            backend.Copy(tape.View(result), y);
        }
    }
}
